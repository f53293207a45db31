// Beside the words, while they are typed: the very picture that would go on air, screen by screen, and what the studio
// finds wrong with it on each. Drawn by the server, so it cannot flatter.

import { Button, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemDraft } from '../../../content/model/api/editing.ts';
import { ItemContent } from '../../../content/model/item.ts';
import { previewQuery } from '../desk-queries.ts';
import { screensQuery } from '../queries.ts';
import { Findings } from './findings.tsx';
import { DrawnPicture } from './live-picture.tsx';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { ContactSheet, sheetOf } from './studio/contact-sheet.tsx';
import { LedPreview } from './studio/led-preview.tsx';

/** A pause in typing. */
const PAUSE_MS = 300;

export function ItemPreview({ draft }: { draft: Pick<ItemDraft, 'content' | 'durationMs' | 'title'> }) {
  const { t } = useTranslation();
  const [typed] = useDebouncedValue(draft, PAUSE_MS);
  const [wantedId, setWantedId] = useState<string | null>(null);
  const [isSheet, setSheet] = useState(false);
  const { content, durationMs } = typed;
  const screens = useQuery(screensQuery).data ?? [];
  const canDraw = ItemContent.safeParse(content).success;
  const { data, error, isFetching } = useQuery(previewQuery({ content, durationMs }, canDraw));
  const entries = canDraw && data !== undefined ? sheetOf(screens, data) : [];
  const shown = entries.find(({ screen }) => screen.id === wantedId) ?? entries[0];
  const others = entries.filter((entry) => entry !== shown && entry.findings.length > 0);
  return (
    <Panel
      title={t('desk.preview')}
      aside={
        <Text fz="sm" c="dimmed" role="status">
          {isFetching ? t('desk.drawing') : ''}
        </Text>
      }
    >
      <Stack gap="md">
        {!canDraw && <Text fz="sm">{t('desk.previewEmpty')}</Text>}
        {error !== null && <ProblemNotice problem={error} />}
        {canDraw && screens.length === 0 && data !== undefined && (
          <>
            {data.renditions.map(({ picture, widthPx, heightPx }) => (
              <DrawnPicture
                key={picture.sha256}
                asset={picture.sha256}
                widthPx={widthPx}
                heightPx={heightPx}
                alt={t('items.pictureAlt', { title: draft.title })}
              />
            ))}
            <Findings findings={data.findings} />
          </>
        )}
        {entries.length > 1 && (
          <Select
            label={t('studio.onScreen')}
            data={entries.map(({ screen }) => ({ value: screen.id, label: screen.name }))}
            value={shown?.screen.id ?? null}
            allowDeselect={false}
            onChange={setWantedId}
          />
        )}
        {shown !== undefined && !isSheet && (
          <LedPreview
            rendition={shown.rendition}
            screen={shown.screen}
            durationMs={durationMs}
            alt={t('items.pictureAlt', { title: draft.title })}
          />
        )}
        {isSheet && <ContactSheet entries={entries} durationMs={durationMs} title={draft.title} />}
        {shown !== undefined && !isSheet && (
          <>
            <Findings
              findings={shown.findings}
              {...(entries.length > 1 ? { good: t('studio.sheetGood') } : {})}
            />
            {others.map(({ screen, findings }) => (
              <Stack key={screen.id} gap={4}>
                <Text fz="sm" fw={600}>
                  {screen.name}
                </Text>
                <Findings findings={findings} />
              </Stack>
            ))}
          </>
        )}
        {entries.length > 1 && (
          <Button variant="default" size="compact-sm" onClick={() => setSheet(!isSheet)}>
            {t(isSheet ? 'studio.oneScreen' : 'studio.allScreens')}
          </Button>
        )}
        <Text fz="xs" c="dimmed">
          {t('desk.previewHint')}
        </Text>
      </Stack>
    </Panel>
  );
}
