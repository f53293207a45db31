// Photographs of the wall taken in an hour: what the code on each says by the journal, and a way to add one.

import { Button, FileButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ScreenView } from '../../../../content/model/api.ts';
import type { Interval } from '../../../../content/model/instant.ts';
import { CheckCode, type PhotographView } from '../../../../content/model/photograph.ts';
import { pathOf } from '../../api.ts';
import { useKept } from '../../kept-draft.ts';
import { usePerson } from '../../person.ts';
import { photographsQuery, useUploadPhotograph } from '../../result-queries.ts';
import { instantAt, isoDateText, secondsText } from '../../zone.ts';
import { ProblemNotice } from '../problem-notice.tsx';
import classes from './hour-drawer.module.css';

interface HourPhotographsProps {
  readonly screen: ScreenView;
  readonly hour: Interval;
}

export function HourPhotographs({ screen, hour }: HourPhotographsProps) {
  const { t } = useTranslation();
  const person = usePerson();
  const { data = [], error } = useQuery(photographsQuery(screen.id, hour.from, hour.to));
  const may = person.roles.some((role) => ['auditor', 'operator', 'approver', 'admin'].includes(role));
  return (
    <section aria-label={t('results.photographs')}>
      <Text fw={600} fz="sm" component="h3" m={0} mb={4}>
        {t('results.photographs')}
      </Text>
      {error !== null && <ProblemNotice problem={error} />}
      {data.length === 0 && error === null && (
        <Text fz="sm" c="dimmed">
          {t('results.noPhotographs')}
        </Text>
      )}
      <Stack gap="sm">
        {data.map((photograph) => (
          <PhotographFigure key={photograph.sha256} photograph={photograph} zone={screen.zone} />
        ))}
        {may && <PhotographForm screen={screen} hour={hour} />}
      </Stack>
    </section>
  );
}

interface PhotographFigureProps {
  readonly photograph: PhotographView;
  readonly zone: string;
}

function PhotographFigure({ photograph, zone }: PhotographFigureProps) {
  const { t } = useTranslation();
  const { screen, sha256, code, takenAt, takenFrom, match, by } = photograph;
  const time = secondsText(takenAt, zone);
  const values = {
    code,
    time,
    from: match === null ? '' : secondsText(match.shown.from, zone),
    to: match === null ? '' : secondsText(match.shown.to, zone),
    titles: [...new Set(match?.plays.map(({ title }) => title) ?? [])].join('; '),
    seconds: Math.ceil(Math.abs(match?.differenceMs ?? 0) / 1_000),
  };
  const said = match === null ? 'None' : match.differenceMs === 0 ? 'Match' : 'Off';
  return (
    <figure className={classes.photograph} data-match={said}>
      <img
        src={pathOf('readPhotograph', { params: { screenId: screen, sha256 } })}
        alt={t('results.photographAlt', { time, code })}
      />
      <figcaption>
        <Text fz="sm" fw={500}>
          {t(`results.photograph${said}`, values)}
        </Text>
        <Text fz="xs" c="dimmed">
          {t('results.photographBy', {
            name: by.name,
            source: t(`results.source_${takenFrom}`),
            record: match?.record.slice(0, 16) ?? '–',
          })}
        </Text>
      </figcaption>
    </figure>
  );
}

const TIME = /^([01]?\d|2[0-3])[:hg.]([0-5]\d)(?:[:.]([0-5]\d))?$/;

const TypedCaption = z.strictObject({ code: z.string(), time: z.string() });
const NO_CAPTION = { code: '', time: '' };

function PhotographForm({ screen, hour }: HourPhotographsProps) {
  const { t } = useTranslation();
  const upload = useUploadPhotograph();
  const [typed, setTyped, dropTyped] = useKept(
    `photograph/${screen.id}/${hour.from}`,
    TypedCaption,
    NO_CAPTION,
  );
  const { code, time } = typed;
  const isCode = CheckCode.safeParse(code).success;
  const [, hours, minutes, seconds = '0'] = TIME.exec(time.trim()) ?? [];
  const isTime = time.trim() === '' || hours !== undefined;
  const takenAt =
    hours === undefined
      ? undefined
      : instantAt(isoDateText(hour.from, screen.zone), Number(hours) * 60 + Number(minutes), screen.zone) +
        Number(seconds) * 1_000;
  const send = (file: File | null) => {
    if (file === null) return;
    upload.mutate({ screenId: screen.id, code, takenAt, file }, { onSuccess: dropTyped });
  };
  return (
    <div>
      <Text fz="xs" c="dimmed" mb={4}>
        {t('results.photographLead')}
      </Text>
      <Group align="flex-start" gap="sm">
        <TextInput
          label={t('results.photographCode')}
          w={170}
          maxLength={4}
          autoComplete="off"
          value={code}
          error={code !== '' && code.length === 4 && !isCode ? t('results.photographWrongCode') : null}
          onChange={({ currentTarget }) => setTyped({ ...typed, code: currentTarget.value.toUpperCase() })}
        />
        <TextInput
          label={t('results.photographTime')}
          w={250}
          placeholder="10:20:30"
          autoComplete="off"
          value={time}
          error={isTime ? null : t('evidence.wrongTime')}
          onChange={({ currentTarget }) => setTyped({ ...typed, time: currentTarget.value })}
        />
      </Group>
      <FileButton accept="image/*" onChange={send} disabled={!isCode || !isTime}>
        {(props) => (
          <Button
            mt="xs"
            variant="default"
            loading={upload.isPending}
            disabled={!isCode || !isTime}
            {...props}
          >
            {t('results.photographAdd')}
          </Button>
        )}
      </FileButton>
      <div aria-live="polite">
        {upload.error !== null && <ProblemNotice problem={upload.error} />}
        {upload.isSuccess && (
          <Text fz="sm" className="vx-good">
            {t('results.photographKept')}
          </Text>
        )}
      </div>
    </div>
  );
}
