// The fields of a playlist. Says in words what is promised; what it would do to the screens stands beside it.

import {
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  Radio,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { ItemView, ScreenView } from '../../../../content/model/api.ts';
import type { PlaylistDraft } from '../../../../content/model/api/playlists.ts';
import { Category } from '../../../../content/model/item.ts';
import type { Guarantee } from '../../../../content/model/playlist.ts';
import { filterChoices } from '../../search-key.ts';
import { useUndoSteps } from '../../undo-steps.ts';
import { HoursEditor } from '../hours-editor.tsx';
import { ItemOrder } from './item-order.tsx';
import { OrderSteps } from './order-steps.tsx';
import { promiseText } from './promise-text.ts';

interface PlaylistFormProps {
  readonly draft: PlaylistDraft;
  readonly items: readonly ItemView[];
  readonly screens: readonly ScreenView[];
  readonly onChange: (draft: PlaylistDraft) => void;
}

const TEN_AN_HOUR: Guarantee = { showingsPerHour: 10, scope: 'per_item', placement: 'spread' };

export function PlaylistForm({ draft, items, screens, onChange }: PlaylistFormProps) {
  const { t } = useTranslation();
  const set = (change: Partial<PlaylistDraft>) => onChange({ ...draft, ...change });
  const order = useUndoSteps(draft.itemIds, (itemIds) => set({ itemIds }));
  return (
    <Stack gap="lg">
      <TextInput
        label={t('playlists.name')}
        value={draft.name}
        maxLength={160}
        required
        error={draft.name.trim() === '' ? t('playlists.nameMissing') : undefined}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label={t('playlists.category')}
        data={Category.options.map((value) => ({ value, label: t(`items.category_${value}`) }))}
        value={draft.category}
        allowDeselect={false}
        onChange={(value) => set({ category: Category.parse(value) })}
      />
      <GuaranteeFields guarantee={draft.guarantee} onChange={(guarantee) => set({ guarantee })} />
      <Stack gap="xs">
        <Text fw={500} fz="sm">
          {t('playlists.items')}
        </Text>
        <ItemOrder itemIds={draft.itemIds} items={items} onChange={order.change} />
        <OrderSteps steps={order} />
        <AddItem
          items={items.filter(({ id }) => !draft.itemIds.includes(id))}
          onAdd={(itemId) => order.change([...draft.itemIds, itemId])}
        />
      </Stack>
      <MultiSelect
        label={t('playlists.screens')}
        data={screens.map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.screenIds}
        onChange={(screenIds) => set({ screenIds })}
      />
      <Group gap="md" align="flex-start">
        <DateInput
          label={t('playlists.fromDate')}
          placeholder={t('playlists.noStart')}
          valueFormat="DD/MM/YYYY"
          value={draft.activity.fromDate}
          clearable
          onChange={(fromDate) => set({ activity: { ...draft.activity, fromDate } })}
        />
        <DateInput
          label={t('playlists.untilDate')}
          placeholder={t('playlists.noEnd')}
          valueFormat="DD/MM/YYYY"
          value={draft.activity.untilDate}
          clearable
          onChange={(untilDate) => set({ activity: { ...draft.activity, untilDate } })}
        />
      </Group>
      <HoursEditor
        hours={draft.activity.hours}
        onChange={(hours) => set({ activity: { ...draft.activity, hours } })}
      />
    </Stack>
  );
}

interface GuaranteeFieldsProps {
  readonly guarantee: Guarantee | null;
  readonly onChange: (guarantee: Guarantee | null) => void;
}

function GuaranteeFields({ guarantee, onChange }: GuaranteeFieldsProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Checkbox
        label={t('playlists.isGuaranteed')}
        description={t('playlists.isGuaranteedHint')}
        checked={guarantee !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? TEN_AN_HOUR : null)}
      />
      {guarantee !== null && (
        <>
          <NumberInput
            label={t('playlists.showingsPerHour')}
            value={guarantee.showingsPerHour}
            min={1}
            max={120}
            clampBehavior="strict"
            allowDecimal={false}
            w={180}
            onChange={(value) => {
              if (typeof value === 'number' && value >= 1) onChange({ ...guarantee, showingsPerHour: value });
            }}
          />
          <Radio.Group
            label={t('playlists.scope')}
            value={guarantee.scope}
            onChange={(scope) => onChange({ ...guarantee, scope })}
          >
            <Stack gap={6} mt={4}>
              {(['per_item', 'per_run', 'total'] as const).map((scope) => (
                <Radio key={scope} value={scope} label={t(`playlists.scope_${scope}`)} />
              ))}
            </Stack>
          </Radio.Group>
          {guarantee.scope === 'per_item' && (
            <Radio.Group
              label={t('playlists.placement')}
              value={guarantee.placement}
              onChange={(placement) => onChange({ ...guarantee, placement })}
            >
              <Stack gap={6} mt={4}>
                {(['spread', 'together'] as const).map((placement) => (
                  <Radio key={placement} value={placement} label={t(`playlists.placement_${placement}`)} />
                ))}
              </Stack>
            </Radio.Group>
          )}
        </>
      )}
      <Text fz="sm" fw={500}>
        {promiseText(t, guarantee)}
      </Text>
    </Stack>
  );
}

function AddItem({ items, onAdd }: { items: readonly ItemView[]; onAdd: (itemId: string) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      label={t('playlists.addItem')}
      placeholder={t('playlists.addItemHint')}
      searchable
      value={null}
      data={items.map(({ id, title }) => ({ value: id, label: title }))}
      filter={filterChoices}
      nothingFoundMessage={t('playlists.nothingFound')}
      onChange={(itemId) => {
        if (itemId !== null) onAdd(itemId);
      }}
    />
  );
}
