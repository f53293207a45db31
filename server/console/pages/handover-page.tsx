// Bàn giao: one page that moves what a leaver has in hand, and prints the record both sign.

import { Button, Group, Select, Stack, Text, Textarea, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { Handover } from '../../../content/model/api/handovers.ts';
import { dutiesQuery, handoversQuery, useHandOver } from '../desk-queries.ts';
import { useKept } from '../kept-draft.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useScreenNames, useZone } from '../queries.ts';
import { hasRole, usePerson } from '../person.ts';
import { dateText, timeText } from '../zone.ts';
import classes from './paper.module.css';

const Chosen = z.string().nullable();

export function HandoverPage() {
  const { t } = useTranslation();
  const person = usePerson();
  const zone = useZone();
  const { data: duties = [], error } = useQuery(dutiesQuery);
  const { data: handovers = [] } = useQuery(handoversQuery);
  const handing = useHandOver();
  const [fromId, setFromId, dropFrom] = useKept('handover/from', Chosen, null);
  const [toId, setToId, dropTo] = useKept('handover/to', Chosen, null);
  const [note, setNote, dropNote] = useKept('handover/note', z.string(), '');
  const [printed, setPrinted] = useState<string>();
  const inHand = duties.find((one) => one.person.id === fromId)?.items ?? [];
  const people = duties.map((one) => ({ value: one.person.id, label: one.person.name }));
  const shown = handovers.find(({ id }) => id === printed);
  if (shown !== undefined) return <HandoverRecord handover={shown} onBack={() => setPrinted(undefined)} />;
  return (
    <Stack gap="lg">
      <Title order={1} fz="h2">
        {t('handover.title')}
      </Title>
      {error !== null && <ProblemNotice problem={error} />}
      {hasRole(person, ['admin']) && (
        <section className="vx-panel">
          <Stack gap="md">
            <Text fz="sm">{t('handover.lead')}</Text>
            <Group grow align="flex-start">
              <Select label={t('handover.from')} data={people} value={fromId} onChange={setFromId} />
              <Select
                label={t('handover.to')}
                data={people.filter(({ value }) => value !== fromId)}
                value={toId}
                onChange={setToId}
              />
            </Group>
            {fromId !== null && inHand.length === 0 && <Text fz="sm">{t('handover.none')}</Text>}
            {inHand.length > 0 && (
              <ul className={classes.items}>
                {inHand.map(({ id, title, state }) => (
                  <li key={id}>
                    {title} ({t(`desk.state_${state}`)})
                  </li>
                ))}
              </ul>
            )}
            <Textarea
              label={t('handover.note')}
              maxLength={600}
              value={note}
              onChange={({ currentTarget }) => setNote(currentTarget.value)}
            />
            {handing.error !== null && <ProblemNotice problem={handing.error} />}
            <Button
              w="fit-content"
              disabled={fromId === null || toId === null || inHand.length === 0}
              loading={handing.isPending}
              onClick={() => {
                if (fromId === null || toId === null) return;
                handing.mutate(
                  { fromId, toId, note },
                  {
                    onSuccess: ({ id }) => {
                      for (const drop of [dropFrom, dropTo, dropNote]) drop();
                      setPrinted(id);
                    },
                  },
                );
              }}
            >
              {t('handover.move', { count: inHand.length })}
            </Button>
          </Stack>
        </section>
      )}
      {handovers.length > 0 && (
        <Panel title={t('handover.done')}>
          <Stack gap="sm">
            {handovers.toReversed().map(({ id, from, to, items, at }) => (
              <Group key={id} justify="space-between" gap="sm">
                <Text fz="sm">
                  {t('handover.line', {
                    from: from.name,
                    to: to.name,
                    count: items.length,
                    date: dateText(at, zone),
                  })}
                </Text>
                <Button size="compact-sm" variant="default" onClick={() => setPrinted(id)}>
                  {t('handover.print')}
                </Button>
              </Group>
            ))}
          </Stack>
        </Panel>
      )}
    </Stack>
  );
}

function HandoverRecord({ handover, onBack }: { handover: Handover; onBack: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const organisation = useScreenNames()[0]?.organisation ?? '';
  const { from, to, by, at, items, note } = handover;
  return (
    <Stack gap="lg">
      <Group gap="sm" className={classes.tools}>
        <Button onClick={() => print()}>{t('handover.print')}</Button>
        <Button variant="default" onClick={onBack}>
          {t('app.close')}
        </Button>
      </Group>
      <article className={classes.paper}>
        <p>{organisation}</p>
        <h1>{t('handover.record')}</h1>
        <p>
          {t('handover.from')}: <strong>{from.name}</strong>
          <br />
          {t('handover.to')}: <strong>{to.name}</strong>
          <br />
          {t('handover.recordBy', { name: by.name, time: timeText(at, zone), date: dateText(at, zone) })}
        </p>
        <ol>
          {items.map(({ id, title, version, state }) => (
            <li key={id}>
              {title} ({t('desk.version', { version })}, {t(`desk.state_${state}`)})
            </li>
          ))}
        </ol>
        {note !== '' && (
          <p>
            {t('handover.note')}: {note}
          </p>
        )}
        <Signatures names={[t('handover.from'), t('handover.to')]} />
      </article>
    </Stack>
  );
}

function Signatures({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div className={classes.signatures}>
      {names.map((name) => (
        <div key={name}>
          <strong>{name}</strong>
          <div>{t('form.sign')}</div>
        </div>
      ))}
    </div>
  );
}
