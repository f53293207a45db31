// One item over all screens at a glance: each picture at its own size, with what is wrong with it below.

import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../../content/model/api/editing.ts';
import type { Rendition } from '../../../../content/model/item.ts';
import type { Screen } from '../../../../content/model/screen.ts';
import { LedPreview } from './led-preview.tsx';

export interface SheetEntry {
  readonly screen: Pick<Screen, 'id' | 'name' | 'pitchUm' | 'viewingDistanceM' | 'zone'>;
  readonly rendition: Rendition;
  readonly findings: readonly Pick<Finding, 'code' | 'blocks' | 'sentence'>[];
}

type SheetScreen = SheetEntry['screen'] & Pick<Screen, 'widthPx' | 'heightPx'>;

/** Each screen with its picture and what was found on it. */
export function sheetOf(
  screens: readonly SheetScreen[],
  {
    renditions,
    findings,
  }: { readonly renditions: readonly Rendition[]; readonly findings: readonly Finding[] },
): SheetEntry[] {
  return screens.flatMap((screen) => {
    const rendition = renditions.find(
      (one) => one.widthPx === screen.widthPx && one.heightPx === screen.heightPx,
    );
    if (rendition === undefined) return [];
    return [
      { screen, rendition, findings: findings.filter(({ screenIds }) => screenIds.includes(screen.id)) },
    ];
  });
}

interface ContactSheetProps {
  readonly entries: readonly SheetEntry[];
  readonly durationMs: number;
  readonly title: string;
}

export function ContactSheet({ entries, durationMs, title }: ContactSheetProps) {
  const { t } = useTranslation();
  const most = (columns: number) => Math.max(1, Math.min(columns, entries.length));
  return (
    <SimpleGrid cols={{ base: 1, sm: most(2), lg: most(3) }} spacing="md">
      {entries.map(({ screen, rendition, findings }) => (
        <Stack key={screen.id} gap={4}>
          <Text fw={600} fz="sm">
            {screen.name}
          </Text>
          <LedPreview
            rendition={rendition}
            screen={screen}
            durationMs={durationMs}
            alt={t('studio.sheetAlt', { title, screen: screen.name })}
          />
          {findings.length === 0 && <Text fz="sm">{t('studio.sheetGood')}</Text>}
          {findings.map(({ code, blocks, sentence }) => (
            <Text key={sentence} fz="sm" c={blocks ? 'red' : 'dimmed'} data-finding={code}>
              {sentence}
            </Text>
          ))}
        </Stack>
      ))}
    </SimpleGrid>
  );
}
