// Period, screens, playlists and items: what the grid shows and every download takes. Dates are typed as people write
// them, dd/mm/yyyy, in plain text fields: the browser's own date field speaks the language of the PC.

import { MultiSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type DatePeriod,
  PERIOD_PRESETS,
  type PeriodPreset,
  periodOf,
  viDateText,
} from '../../../../content/model/report-period.ts';
import type { ScreenView } from '../../../../content/model/api.ts';
import { itemsQuery } from '../../queries.ts';
import type { ResultScope } from '../../result-days.ts';
import { parseDateText } from '../../zone.ts';

type Choice = PeriodPreset | 'dates';

interface ScopeFieldsProps {
  readonly scope: ResultScope;
  readonly screens: readonly ScreenView[];
  /** `yyyy-mm-dd` at the screens. */
  readonly today: string;
  readonly onChange: (scope: ResultScope) => void;
}

const isPreset = (choice: Choice): choice is PeriodPreset => choice !== 'dates';

export function ScopeFields({ scope, screens, today, onChange }: ScopeFieldsProps) {
  const { t } = useTranslation();
  const items = useQuery(itemsQuery).data ?? [];
  const [choice, setChoice] = useState<Choice>(() => {
    const month = periodOf('this_month', today);
    const isMonth = scope.period.fromDate === month.fromDate && scope.period.untilDate === month.untilDate;
    return isMonth ? 'this_month' : 'dates';
  });
  const [texts, setTexts] = useState(textsOf(scope.period));
  const playlists = new Map(
    items.flatMap((item) => item.playlists.map(({ id, name }) => [id, name] as const)),
  );
  const choose = (value: Choice) => {
    setChoice(value);
    if (!isPreset(value)) return;
    const period = periodOf(value, today);
    setTexts(textsOf(period));
    onChange({ ...scope, period });
  };
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
      <Select
        label={t('download.period')}
        allowDeselect={false}
        value={choice}
        data={[...PERIOD_PRESETS, 'dates' as const].map((value) => ({
          value,
          label: t(`download.${value}`),
        }))}
        onChange={(value) => choose(value as Choice)}
      />
      <DateFields
        texts={texts}
        onType={setTexts}
        onSettle={(period) => {
          if (period.fromDate === scope.period.fromDate && period.untilDate === scope.period.untilDate)
            return;
          setChoice('dates');
          onChange({ ...scope, period });
        }}
      />
      <MultiSelect
        label={t('download.screens')}
        data={screens.map(({ id, name }) => ({ value: id, label: name }))}
        value={[...scope.screenIds]}
        error={scope.screenIds.length === 0 ? t('results.noScreen') : null}
        onChange={(screenIds) => onChange({ ...scope, screenIds })}
      />
      <MultiSelect
        label={t('download.playlists')}
        placeholder={scope.playlistIds.length === 0 ? t('download.all') : ''}
        data={[...playlists].map(([value, label]) => ({ value, label }))}
        value={[...scope.playlistIds]}
        onChange={(playlistIds) => onChange({ ...scope, playlistIds })}
      />
      <MultiSelect
        label={t('download.items')}
        placeholder={scope.itemIds.length === 0 ? t('download.all') : ''}
        data={items.map(({ id, title }) => ({ value: id, label: title }))}
        value={[...scope.itemIds]}
        onChange={(itemIds) => onChange({ ...scope, itemIds })}
      />
    </SimpleGrid>
  );
}

interface Texts {
  readonly fromDate: string;
  readonly untilDate: string;
}

const textsOf = ({ fromDate, untilDate }: DatePeriod): Texts => ({
  fromDate: viDateText(fromDate),
  untilDate: viDateText(untilDate),
});

interface DateFieldsProps {
  readonly texts: Texts;
  readonly onType: (texts: Texts) => void;
  readonly onSettle: (period: DatePeriod) => void;
}

/** Says what is wrong while somebody types, and settles when both dates are days of the calendar, in order. */
function DateFields({ texts, onType, onSettle }: DateFieldsProps) {
  const { t } = useTranslation();
  const dates = { fromDate: parseDateText(texts.fromDate), untilDate: parseDateText(texts.untilDate) };
  const isTurned = dates.fromDate !== null && dates.untilDate !== null && dates.fromDate > dates.untilDate;
  const settle = () => {
    const { fromDate, untilDate } = dates;
    if (fromDate !== null && untilDate !== null && !isTurned) onSettle({ fromDate, untilDate });
  };
  return (['fromDate', 'untilDate'] as const).map((end) => (
    <TextInput
      key={end}
      label={t(`download.${end}`)}
      placeholder="dd/mm/yyyy"
      inputMode="numeric"
      autoComplete="off"
      value={texts[end]}
      error={
        dates[end] === null
          ? t('results.wrongDate')
          : end === 'untilDate' && isTurned
            ? t('results.turnedDates')
            : null
      }
      onChange={({ currentTarget }) => onType({ ...texts, [end]: currentTarget.value })}
      onBlur={settle}
      onKeyDown={({ key }) => key === 'Enter' && settle()}
    />
  ));
}
