// A one-time link with which a person sets their own password; shown once, to be handed over in person.

import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PersonRecord } from '../../../../content/model/people.ts';
import { useIssuePasswordCode } from '../../people-queries.ts';
import { CopyField } from '../copy-field.tsx';
import { ProblemNotice } from '../problem-notice.tsx';

export function IssuePasswordLink({ person }: { person: PersonRecord }) {
  const { t } = useTranslation();
  const issuing = useIssuePasswordCode();
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
      {issuing.data !== undefined && (
        <>
          <Text fz="sm">{t('people.codeFor', { name: person.name })}</Text>
          <CopyField key={issuing.data.path} label={t('people.link')} path={issuing.data.path} />
        </>
      )}
    </Stack>
  );
}
