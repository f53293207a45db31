// Sổ đóng/mở LED, tạm dừng theo văn bản, giải trình: everything that people stated about a screen, newest first; added by
// who may, taken back with a reason, never changed.

import { Anchor, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ScreenView } from '../../../../content/model/api.ts';
import { type FiledDeclaration, ScreenLogCause } from '../../../../content/model/declaration.ts';
import { isConflict } from '../../api.ts';
import { serverNow } from '../../clock.ts';
import { useDeclareScreenLog, useWithdraw } from '../../evidence-queries.ts';
import { useKeptDraft } from '../../kept-draft.ts';
import { usePerson } from '../../person.ts';
import { declarationsQuery } from '../../result-queries.ts';
import { dateText, instantAt, parseDateText, timeText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { DeclarationLine } from '../results/declaration-line.tsx';

/** Kinds that the server writes by itself say little to a reader of the list. */
const BY_PEOPLE = new Set(['explanation', 'suspension', 'screen_log', 'journal_lost', 'withdrawal']);
const BY_ROLE: Readonly<Record<string, readonly string[]>> = {
  screen_log: ['operator', 'approver', 'admin'],
  suspension: ['operator', 'approver', 'admin'],
  journal_lost: ['operator', 'approver', 'admin'],
  explanation: ['operator', 'approver', 'admin'],
};

export function Declarations({ screen }: { readonly screen: ScreenView }) {
  const { t } = useTranslation();
  const person = usePerson();
  const filed = useQuery(declarationsQuery(screen.id));
  const lines = (filed.data ?? []).filter(({ declaration }) => BY_PEOPLE.has(declaration.kind)).reverse();
  const mayLog = person.roles.some((role) => role === 'operator' || role === 'admin');
  return (
    <Panel title={t('evidence.declarations')}>
      <Stack gap="md">
        <Text fz="sm" c="dimmed">
          {t('evidence.declarationsLead')}{' '}
          <Anchor component={Link} to="/tin-khan" fz="sm" underline="always">
            {t('evidence.toSuspension')}
          </Anchor>
        </Text>
        {mayLog && <ScreenLogForm screen={screen} />}
        {filed.error !== null && <ProblemNotice problem={filed.error} onRetry={() => void filed.refetch()} />}
        {filed.isSuccess && lines.length === 0 && <Text fz="sm">{t('evidence.noDeclaration')}</Text>}
        {lines.map((one) => (
          <Filed key={one.n} filed={one} screen={screen} />
        ))}
      </Stack>
    </Panel>
  );
}

function Filed({ filed, screen }: { readonly filed: FiledDeclaration; readonly screen: ScreenView }) {
  const { t } = useTranslation();
  const person = usePerson();
  const withdraw = useWithdraw();
  const { draft: reason, keep, drop } = useKeptDraft(`withdraw/${screen.id}/${filed.n}`, z.string());
  const { n, withdrawn, declaration } = filed;
  const roles = BY_ROLE[declaration.kind] ?? [];
  const may = person.roles.some((role) => roles.includes(role));
  const send = () => withdraw.mutate({ screenId: screen.id, n, text: reason ?? '' }, { onSuccess: drop });
  return (
    <div>
      <DeclarationLine filed={filed} zone={screen.zone} />
      {may && !withdrawn && reason === null && (
        <Button size="compact-sm" variant="default" mt={4} onClick={() => keep('')}>
          {t('evidence.withdraw')}
        </Button>
      )}
      {may && reason !== null && (
        <Group align="flex-end" mt={4}>
          <TextInput
            label={t('evidence.withdrawWhy')}
            w={320}
            maxLength={2_000}
            value={reason}
            onChange={({ currentTarget }) => keep(currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={withdrawn || reason.trim() === ''}
            loading={withdraw.isPending}
            onClick={send}
          >
            {t('evidence.withdraw')}
          </Button>
          <Button variant="subtle" onClick={drop}>
            {t('app.cancel')}
          </Button>
        </Group>
      )}
      {withdrawn && reason !== null && (
        <Text fz="sm" className="vx-warn" role="alert">
          {t('overtaken.withdrawn')}
        </Text>
      )}
      {withdraw.error !== null && !(withdrawn && isConflict(withdraw.error)) && (
        <ProblemNotice problem={withdraw.error} onRetry={send} />
      )}
    </div>
  );
}

const TIME = /^([01]?\d|2[0-3])[:hg.]([0-5]\d)$/;

/** `9:05` or `09h05` as minutes of the day; null for anything else. */
function minutesOf(text: string): number | null {
  const [, hour, minute] = TIME.exec(text.trim()) ?? [];
  return hour === undefined || minute === undefined ? null : Number(hour) * 60 + Number(minute);
}

const LogDraft = z.strictObject({
  fromDate: z.string(),
  fromTime: z.string(),
  toDate: z.string(),
  toTime: z.string(),
  cause: z.string(),
  text: z.string(),
});

function ScreenLogForm({ screen }: { readonly screen: ScreenView }) {
  const { t } = useTranslation();
  const { zone } = screen;
  const declare = useDeclareScreenLog();
  const today = dateText(serverNow(), zone);
  const fresh = { fromDate: today, fromTime: '', toDate: today, toTime: '', cause: 'led_off', text: '' };
  const { draft: kept, keep: setDraft, drop } = useKeptDraft(`screen-log/${screen.id}`, LogDraft);
  const draft = kept ?? fresh;
  const at = (date: string, time: string) => {
    const day = parseDateText(date);
    const minutes = minutesOf(time);
    return day === null || minutes === null ? null : instantAt(day, minutes, zone);
  };
  const from = at(draft.fromDate, draft.fromTime);
  const to = at(draft.toDate, draft.toTime);
  const isTurned = from !== null && to !== null && from >= to;
  const field = (name: 'fromDate' | 'fromTime' | 'toDate' | 'toTime') => {
    const isDate = name.endsWith('Date');
    const value = draft[name];
    const isWrong = isDate ? parseDateText(value) === null : value !== '' && minutesOf(value) === null;
    return (
      <TextInput
        key={name}
        label={t(`evidence.log_${name}`)}
        w={isDate ? 140 : 110}
        placeholder={isDate ? 'dd/mm/yyyy' : '09:30'}
        autoComplete="off"
        value={value}
        error={isWrong ? t(isDate ? 'results.wrongDate' : 'evidence.wrongTime') : null}
        onChange={({ currentTarget }) => setDraft({ ...draft, [name]: currentTarget.value })}
      />
    );
  };
  const send = () => {
    if (from === null || to === null || isTurned) return;
    const cause = ScreenLogCause.parse(draft.cause);
    const text = draft.text.trim();
    declare.mutate({ screenId: screen.id, from, to, cause, text }, { onSuccess: drop });
  };
  return (
    <section aria-label={t('evidence.log')}>
      <Text fw={600} fz="sm" component="h3" m={0}>
        {t('evidence.log')}
      </Text>
      <Text fz="sm" c="dimmed" mb="xs">
        {t('evidence.logLead')}
      </Text>
      <Group align="flex-start" gap="sm">
        {(['fromDate', 'fromTime', 'toDate', 'toTime'] as const).map(field)}
        <Select
          label={t('evidence.logCause')}
          w={260}
          allowDeselect={false}
          value={draft.cause}
          data={ScreenLogCause.options.map((value) => ({ value, label: t(`evidence.cause_${value}`) }))}
          onChange={(cause) => cause !== null && setDraft({ ...draft, cause })}
        />
        <TextInput
          label={t('evidence.logText')}
          w={320}
          maxLength={2_000}
          value={draft.text}
          onChange={({ currentTarget }) => setDraft({ ...draft, text: currentTarget.value })}
        />
      </Group>
      {isTurned && (
        <Text fz="sm" className="vx-bad" role="alert">
          {t('evidence.turnedTimes')}
        </Text>
      )}
      {declare.error !== null && <ProblemNotice problem={declare.error} onRetry={send} />}
      <Button
        mt="xs"
        variant="default"
        loading={declare.isPending}
        disabled={from === null || to === null || isTurned || draft.text.trim() === ''}
        onClick={send}
      >
        {t('evidence.logAdd')}
      </Button>
      {declare.isSuccess && (
        <Text fz="sm" className="vx-good" role="status">
          {t('evidence.logged', {
            from: timeText(declare.data.declaration.at, zone),
          })}
        </Text>
      )}
    </section>
  );
}
