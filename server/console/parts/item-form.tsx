// The composer's fields: what stands on the screen first, then how long, then the papers behind it.

import { Fieldset, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemDraft } from '../../../content/model/api/editing.ts';
import { SECOND_MS } from '../../../content/model/instant.ts';
import { isContributor, usePerson } from '../person.ts';
import { Category, type ItemContent } from '../../../content/model/item.ts';
import { DateField } from './date-field.tsx';
import { CountdownFields, FiguresFields, MediaFields, TickerFields } from './studio/media-fields.tsx';
import { ServiceFields } from './studio/service-fields.tsx';
import { SloganFields } from './studio/slogan-fields.tsx';
import { TemplateChoice } from './studio/template-choice.tsx';

interface ItemFormProps {
  readonly draft: ItemDraft;
  /** A new item may still choose what it is. */
  readonly isNew: boolean;
  readonly onChange: (draft: ItemDraft) => void;
}

const KINDS = ['slogan', 'service', 'image', 'ticker', 'countdown', 'figures'] as const;
type Kind = (typeof KINDS)[number];
const MOST_SECONDS = 600;

/** Not whole yet: what is missing keeps it from being saved. */
export function emptyContent(kind: Kind): ItemContent {
  switch (kind) {
    case 'slogan':
      return { kind, text: '' };
    case 'service':
      return { kind, name: '', steps: [], address: 'dichvucong.gov.vn', url: 'https://dichvucong.gov.vn' };
    case 'image':
      return { kind, file: '', fit: 'fit', focus: { xPercent: 50, yPercent: 50 }, description: '' };
    case 'ticker':
      return { kind, text: '', speedPxPerS: 60 };
    case 'countdown':
      return { kind: 'data', data: kind, event: '', targetDate: '' };
    case 'figures':
      return { kind: 'data', data: kind, title: '', rows: [], source: '', asOfDate: '' };
  }
}

/** The choice that a content belongs to; a film came in as a picture does. */
function kindOf(content: ItemContent): Kind | null {
  if (content.kind === 'data') return content.data === 'clock' ? null : content.data;
  return content.kind === 'video' ? 'image' : content.kind;
}

export function ItemForm({ draft, isNew, onChange }: ItemFormProps) {
  const { t } = useTranslation();
  const isGuest = isContributor(usePerson());
  const { content, grounds } = draft;
  const set = (part: Partial<ItemDraft>) => onChange({ ...draft, ...part });
  const setGrounds = (part: Partial<ItemDraft['grounds']>) => set({ grounds: { ...grounds, ...part } });
  // What was written in another form comes back with it: the form is one click, the words may have been an hour.
  const left = useRef(new Map<Kind | null, ItemContent>());
  const turnTo = (kind: Kind) => {
    left.current.set(kindOf(content), content);
    set({ content: left.current.get(kind) ?? emptyContent(kind) });
  };
  return (
    <Stack gap="md">
      {isNew && (
        <Select
          label={t('desk.kind')}
          data={KINDS.map((value) => ({ value, label: t(`studio.kind_${value}`) }))}
          value={kindOf(content)}
          allowDeselect={false}
          onChange={(value) => turnTo(KINDS.find((kind) => kind === value) ?? 'slogan')}
        />
      )}
      <ContentFields content={content} onChange={(next) => set({ content: next })} />
      {content.kind !== 'image' && content.kind !== 'video' && !isClock(content) && (
        <TemplateChoice
          content={content}
          durationMs={draft.durationMs}
          onChange={(next) => set({ content: next })}
        />
      )}
      <TextInput
        label={t('desk.name')}
        description={t('desk.nameHint')}
        maxLength={160}
        value={draft.title}
        onChange={({ currentTarget }) => set({ title: currentTarget.value })}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={t('desk.duration')}
          min={1}
          max={MOST_SECONDS}
          value={draft.durationMs / SECOND_MS}
          onChange={(value) => {
            const seconds = Math.min(MOST_SECONDS, Math.max(1, Math.round(Number(value) || 1)));
            set({ durationMs: seconds * SECOND_MS });
          }}
        />
        <Select
          label={t('desk.category')}
          data={Category.options.map((value) => ({ value, label: t(`items.category_${value}`) }))}
          value={draft.category}
          allowDeselect={false}
          onChange={(value) =>
            set({ category: Category.options.find((one) => one === value) ?? draft.category })
          }
        />
      </Group>
      {!isGuest && (
        <Select
          label={t('desk.purpose')}
          data={(['programme', 'notice'] as const).map((value) => ({
            value,
            label: t(`desk.purpose_${value}`),
          }))}
          value={draft.purpose}
          allowDeselect={false}
          onChange={(value) => set({ purpose: value === 'notice' ? 'notice' : 'programme' })}
        />
      )}
      <Fieldset legend={t('desk.grounds')}>
        <Stack gap="sm">
          <TextInput
            label={t('desk.document')}
            maxLength={120}
            value={grounds.document}
            onChange={({ currentTarget }) => setGrounds({ document: currentTarget.value })}
          />
          <TextInput
            label={t('desk.department')}
            maxLength={160}
            value={grounds.department}
            onChange={({ currentTarget }) => setGrounds({ department: currentTarget.value })}
          />
          <DateField
            label={t('desk.validUntil')}
            hint={t('desk.validHint')}
            date={grounds.validUntil}
            onChange={(validUntil) => setGrounds({ validUntil })}
          />
        </Stack>
      </Fieldset>
    </Stack>
  );
}

/** Its words are the hour's: nothing to write here. */
function isClock(content: ItemContent): boolean {
  return content.kind === 'data' && content.data === 'clock';
}

function ContentFields({
  content,
  onChange,
}: {
  content: ItemContent;
  onChange: (content: ItemContent) => void;
}) {
  const { t } = useTranslation();
  if (content.kind === 'slogan') return <SloganFields content={content} onChange={onChange} />;
  if (content.kind === 'service') return <ServiceFields content={content} onChange={onChange} />;
  if (content.kind === 'image' || content.kind === 'video') {
    return <MediaFields content={content} onChange={onChange} />;
  }
  if (content.kind === 'ticker') return <TickerFields content={content} onChange={onChange} />;
  if (content.data === 'countdown') return <CountdownFields content={content} onChange={onChange} />;
  if (content.data === 'figures') return <FiguresFields content={content} onChange={onChange} />;
  return (
    <Text fz="sm" c="dimmed">
      {t('desk.otherKind')}
    </Text>
  );
}
