// A one-time link with which a person sets their own password; shown once, to be handed over in person.

import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRecord } from '../../../../content/model/people.ts';
import { copyText } from '../../copy.ts';
import { useIssuePasswordCode } from '../../people-queries.ts';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';

export function IssuePasswordLink({ person }: { person: PersonRecord }) {
  const { t } = useTranslation();
  const issuing = useIssuePasswordCode();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<boolean>();
  const link = issuing.data === undefined ? '' : new URL(issuing.data.path, location.origin).href;
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        w="fit-content"
        loading={issuing.isPending}
        onClick={() => issuing.mutate(person.id)}
      >
        {t('people.code')}
      </Button>
      {issuing.error !== null && <ProblemNotice problem={issuing.error} />}
      {link !== '' && (
        <>
          <Text fz="sm">{t('people.codeFor', { name: person.name })}</Text>
          <TextInput
            ref={field}
            label={t('people.link')}
            value={link}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
          <Group>
            <Button
              variant="default"
              leftSection={<Sign name="copy" />}
              onClick={() => void copyText(link, field.current).then(setCopied)}
            >
              {copied === true ? t('people.copied') : t('people.copy')}
            </Button>
          </Group>
          {copied === false && <Text fz="sm">{t('people.copyFailed')}</Text>}
        </>
      )}
    </Stack>
  );
}
