// Why an hour is short or unknown, in sentences, and the figures of one cell. Reasons come from evidence, never typed.

import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { HourAccount } from '../../../content/model/hour-account.ts';
import { accountsToExplain, countReasons } from '../day-grid.ts';
import { countedOf, summariseDay } from '../pace.ts';
import { hourText, secondsText } from '../zone.ts';
import classes from './day-explanations.module.css';
import { Sign } from './sign.tsx';

const FIRST_LINES = 6;

function explain(t: TFunction, account: HourAccount, zone: string): string {
  const { title, due, missed } = account;
  const hour = hourText(account.hour.from, zone);
  if (account.state === 'no_data')
    return t('day.noDataSentence', { hour, title, due, counted: countedOf(account) });
  const reasons = countReasons(account)
    .map(({ reason, count }) => t('day.reasonCount', { reason: t(`reason.${reason}`), count }))
    .join(', ');
  if (reasons === '') return t('day.shortNoReason', { hour, title, due, missed });
  return t('day.shortSentence', { hour, title, due, missed, reasons });
}

export function DayExplanations({ accounts, zone }: { accounts: readonly HourAccount[]; zone: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const lines = accountsToExplain(accounts);
  if (lines.length === 0) {
    if (summariseDay(accounts).hoursDue === 0) return null;
    return (
      <Text fz="sm" className="vx-good" fw={500}>
        <Sign name="good" /> {t('day.allMet')}
      </Text>
    );
  }
  const shown = all ? lines : lines.slice(0, FIRST_LINES);
  return (
    <div>
      <Text fw={600} fz="sm" component="h3" m={0} mb={4}>
        {t('day.explain')}
      </Text>
      <ul className={classes.lines}>
        {shown.map((account) => (
          <li key={`${account.account}@${account.hour.from}`}>
            <Sign
              name={account.state === 'short' ? 'bad' : 'unknown'}
              className={account.state === 'short' ? 'vx-bad' : 'vx-quiet'}
            />
            <span>{explain(t, account, zone)}</span>
          </li>
        ))}
      </ul>
      {lines.length > shown.length && (
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => setAll(true)}>
          {t('day.more', { count: lines.length - shown.length })}
        </Button>
      )}
    </div>
  );
}

export function CellDetail({ account, zone }: { account: HourAccount; zone: string }) {
  const { t } = useTranslation();
  const figures: [string, number][] = [
    [t('day.detailShown'), account.shown],
    [t('day.detailMadeGood'), account.madeGood],
    [t('day.detailMissed'), account.missed],
    [t('day.detailOpen'), account.open],
    [t('day.detailExtra'), account.extra],
  ];
  return (
    <div className={classes.detail}>
      <Text fw={600} component="h3" m={0} fz="sm">
        {t('day.detailTitle', { hour: hourText(account.hour.from, zone), title: account.title })}
      </Text>
      <Text fz="sm" mt={2}>
        {t('day.cellCount', { counted: countedOf(account), due: account.due })},{' '}
        {t(`day.state_${account.state}`)}
      </Text>
      <dl className={classes.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {account.missing.length > 0 && (
        <Stack gap={2}>
          <Text fz="sm" fw={500}>
            {t('day.detailMissing')}
          </Text>
          <ul className={classes.plain}>
            {account.missing.map(({ k, plannedAt, reason }) => (
              <li key={k}>
                {t('day.detailMissingLine', {
                  time: secondsText(plannedAt, zone),
                  reason: t(`reason.${reason}`),
                })}
              </li>
            ))}
          </ul>
        </Stack>
      )}
    </div>
  );
}
