// The rules of approval. Each is sent by itself, so that two people who change different ones do not undo each other.

import { Checkbox, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { approvalPolicyQuery, useSetApprovalPolicy } from '../../desk-queries.ts';
import { durationText } from '../../words.ts';
import { MINUTE_MS } from '../../../../content/model/instant.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';

export function ApprovalPolicyPanel({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(approvalPolicyQuery);
  const setting = useSetApprovalPolicy();
  return (
    <Panel title={t('approvals.policy')}>
      <Stack gap="sm">
        {error !== null && <ProblemNotice problem={error} />}
        {setting.error !== null && <ProblemNotice problem={setting.error} />}
        {data !== undefined && (
          <>
            <Checkbox
              label={t('approvals.ownAllowed')}
              disabled={!mayEdit}
              checked={data.ownWork}
              onChange={({ currentTarget }) => setting.mutate({ ownWork: currentTarget.checked })}
            />
            <Checkbox
              label={t('approvals.secondForTyped')}
              disabled={!mayEdit}
              checked={data.typedNoticeBySecond}
              onChange={({ currentTarget }) => setting.mutate({ typedNoticeBySecond: currentTarget.checked })}
            />
            <Text fz="sm" c="dimmed">
              {t('settings.mostNotice', { duration: durationText(t, data.mostNoticeMinutes * MINUTE_MS) })}
            </Text>
          </>
        )}
      </Stack>
    </Panel>
  );
}
