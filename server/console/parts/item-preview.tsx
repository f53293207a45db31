// Beside the words, while they are typed: the very pictures that would go on air, one for each size of screen, and what
// the studio finds wrong with them. Drawn by the server, so it cannot flatter.

import { Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ItemDraft } from '../../../content/model/api/editing.ts';
import { ItemContent } from '../../../content/model/item.ts';
import { previewQuery } from '../desk-queries.ts';
import { screensQuery } from '../queries.ts';
import { Findings } from './findings.tsx';
import { DrawnPicture } from './live-picture.tsx';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { LedPreview } from './studio/led-preview.tsx';

/** A pause in typing. */
const PAUSE_MS = 300;

export function ItemPreview({ draft }: { draft: Pick<ItemDraft, 'content' | 'durationMs' | 'title'> }) {
  const { t } = useTranslation();
  const [typed] = useDebouncedValue(draft, PAUSE_MS);
  const { content, durationMs } = typed;
  const screens = useQuery(screensQuery).data ?? [];
  const canDraw = ItemContent.safeParse(content).success;
  const { data, error, isFetching } = useQuery(previewQuery({ content, durationMs }, canDraw));
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
        {canDraw &&
          data?.renditions.map((rendition) => {
            const { widthPx, heightPx } = rendition;
            const screen = screens.find((one) => one.widthPx === widthPx && one.heightPx === heightPx);
            return (
              <Stack key={`${widthPx}x${heightPx}`} gap="xs">
                {screen === undefined ? (
                  <DrawnPicture
                    asset={rendition.picture.sha256}
                    widthPx={widthPx}
                    heightPx={heightPx}
                    alt={t('items.pictureAlt', { title: draft.title })}
                  />
                ) : (
                  <LedPreview
                    rendition={rendition}
                    screen={screen}
                    durationMs={durationMs}
                    alt={t('items.pictureAlt', { title: draft.title })}
                  />
                )}
                <Findings
                  findings={data.findings.filter(
                    (one) => one.widthPx === widthPx && one.heightPx === heightPx,
                  )}
                />
              </Stack>
            );
          })}
        <Text fz="xs" c="dimmed">
          {t('desk.previewHint')}
        </Text>
      </Stack>
    </Panel>
  );
}
