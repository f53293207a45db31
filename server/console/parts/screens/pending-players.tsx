// Player pages that wait for a screen: they appear by themselves; whoever accepts one types the code that stands on its
// wall, so that the right PC gets the right screen.

import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { PendingPlayer } from '../../../../content/model/api/players.ts';
import type { Screen } from '../../../../content/model/screen.ts';
import { useNow } from '../../clock.ts';
import { useKept } from '../../kept-draft.ts';
import { pendingPlayersQuery, useAcceptPlayer, useIdentifyPending } from '../../screen-queries.ts';
import { durationText } from '../../words.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';

/** A clock this far off is worth a word before the PC goes into its cabinet. */
const WRONG_CLOCK_MS = 60_000;

export function PendingPlayers({ screens }: { screens: readonly Screen[] }) {
  const { t } = useTranslation();
  const pending = useQuery(pendingPlayersQuery);
  const waiting = pending.data ?? [];
  return (
    <Panel title={t('screens.pending')}>
      <Stack gap="md">
        <Text fz="sm">{t(waiting.length === 0 ? 'screens.pendingNone' : 'screens.pendingHow')}</Text>
        {pending.error !== null && <ProblemNotice problem={pending.error} />}
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }} aria-live="polite">
          {waiting.map((player) => (
            <WaitingPlayer key={player.id} player={player} />
          ))}
        </Stack>
        <AcceptForm screens={screens} />
      </Stack>
    </Panel>
  );
}

function WaitingPlayer({ player }: { player: PendingPlayer }) {
  const { t } = useTranslation();
  const now = useNow();
  const identify = useIdentifyPending();
  const { widthPx, heightPx, clockErrorMs, userAgent, number, expiresAt } = player;
  const isWrong = Math.abs(clockErrorMs) > WRONG_CLOCK_MS;
  return (
    <Group component="li" justify="space-between" align="flex-start" wrap="nowrap">
      <Stack gap={2} miw={0}>
        <Text fz="sm" fw={500}>
          {t('screen.size', { width: widthPx, height: heightPx })}
          {number !== null && ` · ${t('screens.number', { number })}`}
        </Text>
        <Text fz="sm" c="dimmed" lineClamp={2}>
          {userAgent}
        </Text>
        <Text fz="sm" className={isWrong ? 'vx-warn' : 'vx-quiet'}>
          {isWrong && <Sign name="warn" />}
          {isWrong
            ? t('screens.clockWrong', { by: durationText(t, Math.abs(clockErrorMs)) })
            : t('screens.clockRight')}{' '}
          · {t('screens.expires', { left: durationText(t, expiresAt - now) })}
        </Text>
        {identify.error !== null && <ProblemNotice problem={identify.error} />}
      </Stack>
      <Button
        variant="default"
        size="compact-sm"
        loading={identify.isPending}
        onClick={() => identify.mutate(player.id)}
      >
        {t('screens.identify')}
      </Button>
    </Group>
  );
}

function AcceptForm({ screens }: { screens: readonly Screen[] }) {
  const { t } = useTranslation();
  const [scanned] = useState(codeOfAddress);
  // A scanned code is another one than what was typed before.
  const [code, setCode, dropCode] = useKept(`pair/code/${scanned}`, z.string(), scanned);
  const [screenId, setScreenId] = useKept('pair/screen', z.string().nullable(), null);
  const accept = useAcceptPlayer();
  const chosen = screenId ?? screens[0]?.id ?? null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== null)
          accept.mutate(
            { screenId: chosen, code },
            { onSuccess: scanned === '' ? dropCode : () => setCode('') },
          );
      }}
    >
      <Group gap="sm" align="flex-end">
        <TextInput
          label={t('screens.code')}
          placeholder="KXN7-QF4M"
          value={code}
          maxLength={16}
          autoComplete="off"
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Select
          label={t('screens.forScreen')}
          data={screens.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          allowDeselect={false}
          onChange={setScreenId}
          w={320}
          maw="100%"
        />
        <Button type="submit" loading={accept.isPending} disabled={code.trim().length < 8 || chosen === null}>
          {t('screens.pair')}
        </Button>
      </Group>
      <div className="vx-live" aria-live="polite">
        {accept.error !== null && <ProblemNotice problem={accept.error} />}
        {accept.isSuccess && (
          <Text fz="sm" className="vx-good">
            <Sign name="good" /> {t('screens.paired', { key: accept.data.keyId })}
          </Text>
        )}
      </div>
    </form>
  );
}

/** Whoever scanned the code on the wall comes with it in the fragment, which no server or proxy logs. */
function codeOfAddress(): string {
  return /^#ma=([A-Z0-9-]{8,16})$/.exec(location.hash)?.[1] ?? '';
}
