// What a slogan may have besides its words: a heading, a logo, the document that orders these very words, pages.

import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemContent } from '../../../../content/model/item.ts';
import { pathOf } from '../../api.ts';
import { FileIntake } from './file-intake.tsx';
import { WordsField } from './words-field.tsx';

type Slogan = Extract<ItemContent, { kind: 'slogan' }>;

interface SloganFieldsProps {
  readonly content: Slogan;
  readonly onChange: (content: ItemContent) => void;
}

/** Without the part when it is empty: an empty string would be a statement. */
function withPart(content: Slogan, part: 'heading' | 'verbatim' | 'logo', value: string): Slogan {
  const { [part]: _before, ...rest } = content;
  return value === '' ? rest : { ...rest, [part]: value };
}

export function SloganFields({ content, onChange }: SloganFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <WordsField text={content.text} onChange={(text) => onChange({ ...content, text })} />
      <TextInput
        label={t('desk.heading')}
        maxLength={120}
        value={content.heading ?? ''}
        onChange={({ currentTarget }) => onChange(withPart(content, 'heading', currentTarget.value))}
      />
      <TextInput
        label={t('studio.verbatim')}
        description={t('studio.verbatimHint')}
        maxLength={120}
        value={content.verbatim ?? ''}
        onChange={({ currentTarget }) => onChange(withPart(content, 'verbatim', currentTarget.value))}
      />
      <Checkbox
        label={t('studio.paged')}
        description={t('studio.pagedHint')}
        checked={content.paged ?? false}
        onChange={({ currentTarget }) => {
          const { paged: _before, ...rest } = content;
          onChange(currentTarget.checked ? { ...rest, paged: true } : rest);
        }}
      />
      <LogoField
        sha256={content.logo ?? null}
        onChange={(sha256) => onChange(withPart(content, 'logo', sha256 ?? ''))}
      />
    </>
  );
}

interface LogoFieldProps {
  readonly sha256: string | null;
  readonly onChange: (sha256: string | null) => void;
}

/** The place to drop one opens by a click: what is pasted into the words must not become a logo. */
function LogoField({ sha256, onChange }: LogoFieldProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Text fz="sm">{t('studio.logo')}</Text>
        {sha256 !== null && (
          <img
            src={pathOf('readAsset', { params: { sha256 } })}
            alt={t('studio.logo')}
            style={{ height: 40, background: '#444' }}
          />
        )}
        <Button size="compact-xs" variant="default" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          {t(sha256 === null ? 'studio.addLogo' : 'studio.changeLogo')}
        </Button>
        {sha256 !== null && (
          <Button size="compact-xs" variant="default" onClick={() => onChange(null)}>
            {t('studio.removeLogo')}
          </Button>
        )}
      </Group>
      {isOpen && (
        <>
          <Text fz="sm" c="dimmed">
            {t('studio.logoHint')}
          </Text>
          <FileIntake
            onTaken={({ file }) => {
              if (file.kind !== 'image') return;
              onChange(file.sha256);
              setOpen(false);
            }}
          />
        </>
      )}
    </Stack>
  );
}
