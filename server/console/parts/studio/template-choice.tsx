// How an item looks: every template that suits it, each shown as the very picture it would make of these words.

import { Button, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ItemContent } from '../../../../content/model/item.ts';
import { type Template, templateUseOf } from '../../../../content/model/template.ts';
import { pathOf } from '../../api.ts';
import { previewQuery } from '../../desk-queries.ts';
import { kitQuery } from './wording-remarks.tsx';

type WithTemplate = Extract<ItemContent, { template?: string | undefined }>;

interface TemplateChoiceProps {
  readonly content: WithTemplate;
  readonly durationMs: number;
  readonly onChange: (content: ItemContent) => void;
}

const PAUSE_MS = 600;

export function TemplateChoice({ content, durationMs, onChange }: TemplateChoiceProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [typed] = useDebouncedValue(content, PAUSE_MS);
  const use = templateUseOf(content);
  const suited = (useQuery(kitQuery).data?.templates ?? []).filter(({ uses }) => uses.includes(use));
  const standard = suited.find(({ defaultFor }) => defaultFor.includes(use));
  const chosen = suited.find(({ id }) => id === content.template) ?? standard;
  const canDraw = ItemContent.safeParse(typed).success;
  const pictures = useQueries({
    queries: suited.map(({ id }) =>
      previewQuery({ content: { ...typed, template: id }, durationMs }, isOpen && canDraw),
    ),
  });
  if (chosen === undefined || suited.length < 2) return null;
  const choose = (id: string) => {
    const { template: _before, ...rest } = content;
    onChange(id === standard?.id ? rest : { ...rest, template: id });
  };
  return (
    <Stack gap="xs">
      <Text fz="sm">
        {t('studio.template')}: <strong>{chosen.name}</strong>{' '}
        <Button size="compact-xs" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'studio.closeTemplates' : 'studio.chooseTemplate')}
        </Button>
      </Text>
      {isOpen && (
        <Radio.Group aria-label={t('studio.template')} value={chosen.id} onChange={choose}>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            {suited.map((template, index) => (
              <TemplateCard
                key={template.id}
                template={template}
                sha256={pictures[index]?.data?.renditions[0]?.picture.sha256 ?? null}
              />
            ))}
          </SimpleGrid>
        </Radio.Group>
      )}
    </Stack>
  );
}

function TemplateCard({ template, sha256 }: { readonly template: Template; readonly sha256: string | null }) {
  const { id, name, note, colours } = template;
  return (
    <Stack gap={4} data-template={id}>
      <Radio value={id} label={name} description={note} />
      {sha256 === null ? (
        <div style={{ aspectRatio: '5 / 3', background: colours.background }} />
      ) : (
        <img
          src={pathOf('readAsset', { params: { sha256 } })}
          alt=""
          style={{ width: '100%', height: 'auto', background: colours.background }}
        />
      )}
    </Stack>
  );
}
