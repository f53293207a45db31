// Somebody else saved while this person was typing: what differs, and the choice. Neither version is lost: theirs is
// saved, this one is still in the form.

import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Sign } from './sign.tsx';

export interface Difference {
  readonly label: string;
  readonly left: string;
  readonly right: string;
}

/** How one part of a draft is told. */
export interface ToldPart<T> {
  readonly label: string;
  readonly of: (draft: T) => string;
}

/** The parts that are told differently of two drafts. */
export function differencesIn<T>(parts: readonly ToldPart<T>[], left: T, right: T): Difference[] {
  return parts
    .map(({ label, of }) => ({ label, left: of(left), right: of(right) }))
    .filter((row) => row.left !== row.right);
}

interface OvertakenNoticeProps {
  readonly lead: string;
  /** Who saved, where that is known. */
  readonly theirs: string;
  /** Left is what this person typed, right what is saved. */
  readonly differences: readonly Difference[];
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
}

export function OvertakenNotice(props: OvertakenNoticeProps) {
  const { lead, theirs, differences, onTakeTheirs, onKeepMine } = props;
  const { t } = useTranslation();
  return (
    <Stack gap="xs" role="alert" className="vx-ground-warn" p="sm" bdrs="md">
      <Text fz="sm" fw={500}>
        <Sign name="warn" /> {lead}
      </Text>
      {differences.length > 0 && (
        <Table withRowBorders={false} verticalSpacing={4} style={{ overflowWrap: 'anywhere' }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('overtaken.differs')}</Table.Th>
              <Table.Th scope="col">{t('overtaken.mine')}</Table.Th>
              <Table.Th scope="col">{theirs}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differences.map(({ label, left, right }) => (
              <Table.Tr key={label}>
                <Table.Th scope="row">{label}</Table.Th>
                <Table.Td>{left}</Table.Td>
                <Table.Td>{right}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group gap="sm">
        <Button variant="default" onClick={onKeepMine}>
          {t('overtaken.keepMine')}
        </Button>
        <Button variant="default" onClick={onTakeTheirs}>
          {t('overtaken.takeTheirs')}
        </Button>
      </Group>
    </Stack>
  );
}
