// This hour, item by item: counted against owed and against the pace, with each showing at its minute.

import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlayView, ScreenView } from '../../../content/model/api.ts';
import type { HourAccount } from '../../../content/model/hour-account.ts';
import { useNow } from '../clock.ts';
import { type Mark, type MarkState, markHour } from '../hour-strip.ts';
import { countedOf, type Pace, paceOf } from '../pace.ts';
import { hourPlaysQuery, lastPlaysQuery } from '../queries.ts';
import { secondsText, timeText } from '../zone.ts';
import classes from './hour-progress.module.css';
import { MarkLegend, MinuteStrip } from './minute-strip.tsx';
import { Panel } from './panel.tsx';
import { Sign, type SignName } from './sign.tsx';

export const PACE_LOOK: Record<Pace, { tone: string; sign: SignName }> = {
  full: { tone: 'vx-good', sign: 'good' },
  on_pace: { tone: 'vx-good', sign: 'next' },
  behind: { tone: 'vx-warn', sign: 'warn' },
  short: { tone: 'vx-bad', sign: 'bad' },
  no_data: { tone: 'vx-quiet', sign: 'unknown' },
  not_due: { tone: 'vx-quiet', sign: 'next' },
};

const NONE: readonly PlayView[] = [];

export function HourProgress({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const now = useNow();
  const { hour, zone, player } = screen;
  const recent = useQuery(lastPlaysQuery(screen.id)).data ?? NONE;
  const whole = useQuery(hourPlaysQuery(screen.id, hour.from)).data ?? NONE;
  const owed = screen.accounts.filter(({ due }) => due > 0);
  const rows = owed.map((account) => ({
    account,
    marks: markHour(account, screen.slots[account.account] ?? [], [...whole, ...recent], now),
  }));
  const present = new Set<MarkState>(rows.flatMap(({ marks }) => marks.map(({ state }) => state)));
  const isOld = player.enrolled && !player.connected && player.lastSeenAt !== null;

  return (
    <Panel
      tour="hour"
      title={t('hour.title', { from: timeText(hour.from, zone), to: timeText(hour.to, zone) })}
      aside={
        isOld &&
        player.lastSeenAt !== null && (
          <Text fz="sm" className="vx-bad" fw={500}>
            {t('hour.asOf', { time: secondsText(player.lastSeenAt, zone) })}
          </Text>
        )
      }
    >
      {rows.length === 0 && <Text fz="sm">{t('hour.none')}</Text>}
      <Stack gap="md">
        {rows.map(({ account, marks }) => (
          <AccountProgress key={account.account} account={account} marks={marks} screen={screen} now={now} />
        ))}
      </Stack>
      {present.size > 0 && <MarkLegend present={present} />}
    </Panel>
  );
}

interface AccountProgressProps {
  readonly account: HourAccount;
  readonly marks: readonly Mark[];
  readonly screen: ScreenView;
  readonly now: number;
}

function AccountProgress({ account, marks, screen, now }: AccountProgressProps) {
  const { t } = useTranslation();
  const counted = countedOf(account);
  const expected = screen.pace[account.account] ?? 0;
  const pace = paceOf(account, expected, screen.player.connected);
  const look = PACE_LOOK[pace];
  const count = pace === 'short' ? account.missed : expected - counted;
  const more = [
    pace === 'on_pace' || pace === 'behind' ? t('hour.expected', { count: expected }) : '',
    account.madeGood > 0 ? t('hour.madeGood', { count: account.madeGood }) : '',
    account.extra > 0 ? t('hour.extra', { count: account.extra }) : '',
  ].filter((text) => text !== '');
  return (
    <div className={classes.account} data-account={account.account}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <Text fw={500} fz="sm" lh={1.4}>
          {account.title}
        </Text>
        <Text
          className={classes.count}
          role="img"
          aria-label={t('hour.countLabel', { title: account.title, counted, due: account.due })}
        >
          {t('hour.count', { counted, due: account.due })}
        </Text>
      </Group>
      <Group gap="xs" mb={4} align="baseline">
        <Text fz="sm" fw={600} className={look.tone}>
          <Sign name={look.sign} /> {t(`hour.pace_${pace}`, { count })}
        </Text>
        {more.length > 0 && (
          <Text fz="sm" c="dimmed">
            {more.join(' · ')}
          </Text>
        )}
      </Group>
      <MinuteStrip
        label={t('hour.strip', { title: account.title })}
        hour={screen.hour}
        marks={marks}
        now={now}
        zone={screen.zone}
      />
    </div>
  );
}
