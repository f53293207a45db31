// Cài đặt: under whose name the screens speak, by which rules, and whether the installation itself is in order.

import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { AlertPanel } from '../parts/settings/alert-panel.tsx';
import { ApprovalPolicyPanel } from '../parts/settings/approval-policy-panel.tsx';
import {
  AboutPanel,
  BackupPanel,
  LedgerAlarmsPanel,
  SecurityPanel,
} from '../parts/settings/installation-panels.tsx';
import { OrganisationPanel } from '../parts/settings/organisation-panel.tsx';
import { RulesPanel } from '../parts/settings/rules-panel.tsx';
import { hasRole, usePerson } from '../person.ts';
import { settingsQuery } from '../settings-queries.ts';
import classes from './settings-page.module.css';

export function SettingsPage() {
  const { t } = useTranslation();
  const isAdmin = hasRole(usePerson(), ['admin']);
  const { data, error, refetch } = useQuery(settingsQuery);
  return (
    <Stack gap="lg">
      <Title order={1} fz="h2">
        {t('settings.title')}
      </Title>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Text fz="sm">{t('app.loading')}</Text>}
      {data !== undefined && (
        <div className={classes.columns}>
          <Stack gap="lg" miw={0}>
            {data.organisation !== null && (
              <OrganisationPanel names={data.organisation.names} today={data.today} mayEdit={isAdmin} />
            )}
            <ApprovalPolicyPanel mayEdit={isAdmin} />
            <RulesPanel keepYears={data.keepYears} />
          </Stack>
          <Stack gap="lg" miw={0}>
            <BackupPanel settings={data} />
            <AlertPanel mayEdit={isAdmin} zone={data.zone} />
            <LedgerAlarmsPanel settings={data} />
            <SecurityPanel settings={data} />
            <AboutPanel settings={data} />
          </Stack>
        </div>
      )}
    </Stack>
  );
}
