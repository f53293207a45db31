// The names of the office with their dates. A name whose time is over is fixed: reports of that time keep it.

import { Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { OrganisationDraft } from '../../../../content/model/api/settings.ts';
import type { OrganisationName } from '../../../../content/model/seed.ts';
import { viDateText } from '../../../../content/model/report-period.ts';
import { isConflict } from '../../api.ts';
import { useKeptDraft } from '../../kept-draft.ts';
import { useSaveOrganisation } from '../../settings-queries.ts';
import { type Difference, OvertakenNotice } from '../overtaken-notice.tsx';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';

/** Half-typed names too: they are what has to come back. */
const KeptNames = z.strictObject({
  before: z.string(),
  names: z.array(
    OrganisationDraft.extend({
      name: z.string(),
      parentName: z.string(),
      placeName: z.string(),
      documentSymbol: z.string(),
    }),
  ),
});

interface OrganisationPanelProps {
  readonly names: readonly OrganisationName[];
  readonly today: string;
  readonly mayEdit: boolean;
}

export function OrganisationPanel({ names, today, mayEdit }: OrganisationPanelProps) {
  const { t } = useTranslation();
  const stored = names.map(draftOf);
  const storedText = JSON.stringify(names);
  const { draft: kept, keep, drop } = useKeptDraft('organisation', KeptNames);
  const drafts = kept?.names ?? stored;
  const isDirty = JSON.stringify(drafts) !== JSON.stringify(stored);
  const isOvertaken = isDirty && kept !== null && kept.before !== storedText;
  const saving = useSaveOrganisation();
  const put = (next: OrganisationDraft[]) => keep({ before: kept?.before ?? storedText, names: next });
  const isWhole = drafts.every((draft) => OrganisationDraft.safeParse(draft).success);
  const newest = drafts.at(-1);
  return (
    <Panel title={t('settings.organisation')}>
      <Stack gap="md">
        <Text fz="sm">{t('settings.organisationLead')}</Text>
        {drafts.map((draft, index) => {
          const known = names.find(({ fromDate }) => fromDate === draft.fromDate);
          const isOver = known !== undefined && known.untilDate !== null && known.untilDate < today;
          return (
            <NameFields
              key={index}
              draft={draft}
              known={known}
              isLocked={!mayEdit || isOver}
              isOver={isOver}
              today={today}
              onChange={(next) => put(drafts.map((one, place) => (place === index ? next : one)))}
              onRemove={
                known === undefined || draft.fromDate > today
                  ? () => put(drafts.filter((_, place) => place !== index))
                  : undefined
              }
            />
          );
        })}
        {isOvertaken && (
          <OvertakenNotice
            lead={t('settings.overtaken')}
            theirs={t('overtaken.theirs')}
            differences={differencesOf(t, drafts, stored)}
            onKeepMine={() => keep({ before: storedText, names: drafts })}
            onTakeTheirs={drop}
          />
        )}
        {saving.error !== null && !(isOvertaken && isConflict(saving.error)) && (
          <ProblemNotice problem={saving.error} />
        )}
        {mayEdit && (
          <Group gap="sm">
            <Button
              disabled={!isDirty || !isWhole || isOvertaken}
              loading={saving.isPending}
              onClick={() => saving.mutate({ before: [...names], names: drafts }, { onSuccess: drop })}
            >
              {t('settings.save')}
            </Button>
            {isDirty && (
              <Button variant="default" onClick={drop}>
                {t('playlists.giveUp')}
              </Button>
            )}
            {newest !== undefined && (
              <Button
                variant="default"
                leftSection={<Sign name="more" />}
                onClick={() => {
                  const { note: _, ...words } = newest;
                  put([...drafts, { ...words, fromDate: later(newest.fromDate, today) }]);
                }}
              >
                {t('settings.addName')}
              </Button>
            )}
          </Group>
        )}
        <div aria-live="polite">
          {saving.isSuccess && !isDirty && (
            <Text fz="sm" className="vx-good">
              <Sign name="good" /> {t('settings.saved')}
            </Text>
          )}
        </div>
      </Stack>
    </Panel>
  );
}

/** Name by name, and what of it differs. */
function differencesOf(
  t: TFunction,
  mine: readonly OrganisationDraft[],
  theirs: readonly OrganisationDraft[],
): Difference[] {
  const dates = [...new Set([...mine, ...theirs].map(({ fromDate }) => fromDate))].sort();
  return dates.flatMap((date) => {
    const [left, right] = [mine, theirs].map((names) => names.find(({ fromDate }) => fromDate === date));
    return WORDS.flatMap((key) =>
      left?.[key] === right?.[key]
        ? []
        : [
            {
              label: `${viDateText(date)}, ${t(`settings.${key}`)}`,
              left: left?.[key] ?? '–',
              right: right?.[key] ?? '–',
            },
          ],
    );
  });
}

function draftOf({ capsName: _caps, untilDate: _until, ...draft }: OrganisationName): OrganisationDraft {
  return draft;
}

/** A day on which nothing begins yet: today, or the day after the newest name has begun. */
function later(newest: string, today: string): string {
  if (newest < today) return today;
  return new Date(Date.parse(`${newest}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

interface NameFieldsProps {
  readonly draft: OrganisationDraft;
  readonly known: OrganisationName | undefined;
  readonly isLocked: boolean;
  readonly isOver: boolean;
  readonly today: string;
  readonly onChange: (draft: OrganisationDraft) => void;
  readonly onRemove: (() => void) | undefined;
}

const WORDS = ['name', 'parentName', 'placeName', 'documentSymbol'] as const;

function NameFields({ draft, known, isLocked, isOver, today, onChange, onRemove }: NameFieldsProps) {
  const { t } = useTranslation();
  const isCurrent = !isOver && draft.fromDate <= today;
  if (isOver) {
    return (
      <Text fz="sm">
        {t('settings.pastName', {
          name: draft.name,
          from: viDateText(draft.fromDate),
          until: viDateText(known?.untilDate ?? draft.fromDate),
        })}
      </Text>
    );
  }
  return (
    <Fieldset
      legend={t(isCurrent ? 'settings.currentName' : 'settings.nextName', {
        from: viDateText(draft.fromDate),
      })}
      disabled={isLocked}
    >
      <Stack gap="sm">
        {!isCurrent || known === undefined ? (
          <DateInput
            label={t('settings.fromDate')}
            valueFormat="DD/MM/YYYY"
            minDate={today}
            value={draft.fromDate}
            onChange={(fromDate) => {
              if (fromDate !== null) onChange({ ...draft, fromDate });
            }}
            w={180}
          />
        ) : (
          <Text fz="sm" c="dimmed">
            {t('settings.currentHint', { from: viDateText(draft.fromDate) })}
          </Text>
        )}
        {WORDS.map((key) => (
          <TextInput
            key={key}
            label={t(`settings.${key}`)}
            value={draft[key]}
            maxLength={key === 'documentSymbol' ? 40 : key === 'placeName' ? 80 : 160}
            required
            error={draft[key].trim() === '' ? t('settings.missing') : undefined}
            onChange={(event) => onChange({ ...draft, [key]: event.currentTarget.value })}
          />
        ))}
        {onRemove !== undefined && (
          <Button variant="default" size="compact-sm" w="fit-content" onClick={onRemove}>
            {t('settings.removeName')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}
