// An online service: its name, steps, address and code; a telephone number only with who called it and when.

import { Fieldset, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Hotline, ItemContent } from '../../../../content/model/item.ts';
import { DateField } from '../date-field.tsx';

type Service = Extract<ItemContent, { kind: 'service' }>;

interface ServiceFieldsProps {
  readonly content: Service;
  readonly onChange: (content: ItemContent) => void;
}

const NO_HOTLINE: Hotline = { number: '', verifiedBy: '', verifiedOn: '' };

export function ServiceFields({ content, onChange }: ServiceFieldsProps) {
  const { t } = useTranslation();
  const hotline = content.hotline ?? NO_HOTLINE;
  const setHotline = (part: Partial<Hotline>) => {
    const { hotline: _before, ...rest } = content;
    const next = { ...hotline, ...part };
    const isEmpty = Object.values(next).every((value) => value === '');
    onChange(isEmpty ? rest : { ...rest, hotline: next });
  };
  return (
    <>
      <TextInput
        label={t('desk.serviceName')}
        required
        maxLength={160}
        value={content.name}
        onChange={({ currentTarget }) => onChange({ ...content, name: currentTarget.value })}
      />
      <Textarea
        label={t('desk.steps')}
        autosize
        minRows={2}
        value={content.steps.join('\n')}
        onChange={({ currentTarget }) =>
          onChange({ ...content, steps: currentTarget.value.split('\n').slice(0, 4) })
        }
      />
      <TextInput
        label={t('desk.address')}
        required
        maxLength={120}
        value={content.address}
        onChange={({ currentTarget }) => onChange({ ...content, address: currentTarget.value })}
      />
      <TextInput
        type="url"
        label={t('desk.url')}
        required
        value={content.url}
        onChange={({ currentTarget }) => onChange({ ...content, url: currentTarget.value })}
      />
      <Fieldset legend={t('studio.hotline')}>
        <Stack gap="sm">
          <TextInput
            label={t('studio.hotlineNumber')}
            description={t('studio.hotlineHint')}
            maxLength={20}
            inputMode="tel"
            value={hotline.number}
            onChange={({ currentTarget }) => setHotline({ number: currentTarget.value })}
          />
          <TextInput
            label={t('studio.verifiedBy')}
            maxLength={80}
            value={hotline.verifiedBy}
            onChange={({ currentTarget }) => setHotline({ verifiedBy: currentTarget.value })}
          />
          <DateField
            label={t('studio.verifiedOn')}
            date={hotline.verifiedOn === '' ? null : hotline.verifiedOn}
            onChange={(date) => setHotline({ verifiedOn: date ?? '' })}
          />
        </Stack>
      </Fieldset>
    </>
  );
}
