// A link to be handed on: to be seen, selected and copied, also where the browser does not let a page copy.

import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../copy.ts';
import { Sign } from './sign.tsx';

export function CopyField({ label, path }: { readonly label: string; readonly path: string }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<boolean>();
  const link = new URL(path, location.origin).href;
  return (
    <Stack gap="xs" maw={560}>
      <TextInput
        ref={field}
        label={label}
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        variant="default"
        w="fit-content"
        leftSection={<Sign name="copy" />}
        onClick={() => void copyText(link, field.current).then(setCopied)}
      >
        {copied === true ? t('controller.copied') : t('controller.copy')}
      </Button>
      {copied === false && <Text fz="sm">{t('controller.copyFailed')}</Text>}
    </Stack>
  );
}
