// Asks before a controller is removed from its screen. A file of its own: what a dialog is made of is a twentieth of all
// scripts, and the first page loads it only when somebody asks for it.

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { numberText } from '../words.ts';

interface RevokeDialogProps {
  readonly screenName: string;
  /** Records that are still on the PC. */
  readonly pending: number;
  readonly onCancel: () => void;
  readonly onRevoke: () => void;
}

export function RevokeDialog({ screenName, pending, onCancel, onRevoke }: RevokeDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onCancel}
      title={<strong>{t('controller.revokeTitle')}</strong>}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      <Stack>
        <Text fz="sm">{t('controller.revokeText', { screen: screenName })}</Text>
        {pending > 0 && (
          <Text fz="sm" className="vx-bad" fw={500}>
            {t('controller.revokePending', { number: numberText(pending) })}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel} data-autofocus>
            {t('app.cancel')}
          </Button>
          <Button color="red" onClick={onRevoke}>
            {t('controller.revokeConfirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
