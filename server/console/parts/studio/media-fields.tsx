// What a picture, film, ticker, countdown or figures card needs from a person. The file comes first: what it is decides
// whether the item is a picture or a film.

import { NumberInput, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemContent } from '../../../../content/model/item.ts';
import { isSame } from '../../on-top.ts';
import { DateField } from '../date-field.tsx';
import { FileIntake, type Taken } from './file-intake.tsx';
import { WordsField } from './words-field.tsx';

type Media = Extract<ItemContent, { kind: 'image' | 'video' }>;
type Ticker = Extract<ItemContent, { kind: 'ticker' }>;
type Countdown = Extract<ItemContent, { data: 'countdown' }>;
type Figures = Extract<ItemContent, { data: 'figures' }>;

interface Fields<C> {
  readonly content: C;
  readonly onChange: (content: ItemContent) => void;
}

/** A film whose poster this browser could not draw stays a film without poster: it cannot be saved, and says why. */
function withFile({ description, fit, focus }: Media, { file, poster }: Taken): ItemContent {
  const framing = { description, fit, focus };
  return file.kind === 'image'
    ? { kind: 'image', file: file.sha256, ...framing }
    : { kind: 'video', file: file.sha256, poster: poster?.sha256 ?? '', ...framing };
}

export function MediaFields({ content, onChange }: Fields<Media>) {
  const { t } = useTranslation();
  const focus = (axis: 'xPercent' | 'yPercent') => (
    <NumberInput
      label={t(`studio.focus_${axis}`)}
      min={0}
      max={100}
      value={content.focus[axis]}
      onChange={(value) =>
        onChange({ ...content, focus: { ...content.focus, [axis]: Math.round(Number(value) || 0) } })
      }
    />
  );
  return (
    <Stack gap="sm">
      <FileIntake onTaken={(taken) => onChange(withFile(content, taken))} />
      {content.file === '' && <Text fz="sm">{t('studio.noFile')}</Text>}
      <SegmentedControl
        aria-label={t('studio.fit')}
        value={content.fit}
        onChange={(value) => onChange({ ...content, fit: value === 'fill' ? 'fill' : 'fit' })}
        data={(['fit', 'fill'] as const).map((value) => ({ value, label: t(`studio.fit_${value}`) }))}
      />
      {content.fit === 'fill' && (
        <>
          {focus('xPercent')}
          {focus('yPercent')}
        </>
      )}
      <TextInput
        label={t('studio.description')}
        description={t('studio.descriptionHint')}
        required
        maxLength={400}
        value={content.description}
        onChange={({ currentTarget }) => onChange({ ...content, description: currentTarget.value })}
      />
    </Stack>
  );
}

const SPEEDS = [60, 120, 180] as const;

export function TickerFields({ content, onChange }: Fields<Ticker>) {
  const { t } = useTranslation();
  return (
    <>
      <WordsField text={content.text} onChange={(text) => onChange({ ...content, text })} />
      <SegmentedControl
        aria-label={t('studio.speed')}
        value={String(content.speedPxPerS)}
        onChange={(value) =>
          onChange({ ...content, speedPxPerS: SPEEDS.find((speed) => String(speed) === value) ?? 60 })
        }
        data={SPEEDS.map((speed) => ({ value: String(speed), label: t(`studio.speed_${speed}`) }))}
      />
    </>
  );
}

export function CountdownFields({ content, onChange }: Fields<Countdown>) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('studio.event')}
        required
        maxLength={120}
        value={content.event}
        onChange={({ currentTarget }) => onChange({ ...content, event: currentTarget.value })}
      />
      <DateField
        label={t('studio.targetDate')}
        isRequired
        date={content.targetDate === '' ? null : content.targetDate}
        onChange={(date) => onChange({ ...content, targetDate: date ?? '' })}
      />
    </>
  );
}

/** "Ngã Bảy: 55", one a line; a line without a colon is a label whose number is still missing. */
function rowsOf(text: string): Figures['rows'] {
  return text.split('\n').map((line) => {
    const at = line.lastIndexOf(':');
    return at < 0
      ? { label: line, value: '' }
      : { label: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
  });
}

function textOfRows(rows: Figures['rows']): string {
  return rows.map(({ label, value }) => (value === '' ? label : `${label}: ${value}`)).join('\n');
}

export function FiguresFields({ content, onChange }: Fields<Figures>) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(() => textOfRows(content.rows));
  // Somebody else's rows may have been taken meanwhile; one's own stay as they are being typed.
  const text = isSame(rowsOf(typed), content.rows) ? typed : textOfRows(content.rows);
  return (
    <>
      <TextInput
        label={t('studio.figuresTitle')}
        required
        maxLength={120}
        value={content.title}
        onChange={({ currentTarget }) => onChange({ ...content, title: currentTarget.value })}
      />
      <Textarea
        label={t('studio.rows')}
        description={t('studio.rowsHint')}
        required
        autosize
        minRows={3}
        value={text}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          onChange({ ...content, rows: rowsOf(currentTarget.value) });
        }}
      />
      <TextInput
        label={t('studio.source')}
        required
        maxLength={160}
        value={content.source}
        onChange={({ currentTarget }) => onChange({ ...content, source: currentTarget.value })}
      />
      <DateField
        label={t('studio.asOfDate')}
        isRequired
        date={content.asOfDate === '' ? null : content.asOfDate}
        onChange={(date) => onChange({ ...content, asOfDate: date ?? '' })}
      />
    </>
  );
}
