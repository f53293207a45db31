// The store of files: what came in just now, how much lies where and what leaves next, and many slogans at once.

import { Stack, Table, Text, Title } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VaultSpace } from '../../../content/model/api/studio.ts';
import type { ItemContent } from '../../../content/model/item.ts';
import { call } from '../api.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { ContactSheet, sheetOf } from '../parts/studio/contact-sheet.tsx';
import { FileIntake, type Taken } from '../parts/studio/file-intake.tsx';
import { SloganImport } from '../parts/studio/slogan-import.tsx';
import { screensQuery } from '../queries.ts';
import { bytesText, numberText } from '../words.ts';

const spaceQuery = queryOptions({
  queryKey: ['space'],
  queryFn: ({ signal }) => call('readSpace', {}, signal),
});

export function FilesPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [newest, setNewest] = useState<Taken | null>(null);
  const take = useCallback(
    (taken: Taken) => {
      setNewest(taken);
      void client.invalidateQueries({ queryKey: ['space'] });
    },
    [client],
  );
  return (
    <Stack gap="md">
      <Title order={1} fz="h2">
        {t('studio.page')}
      </Title>
      <Panel title={t('studio.intake')}>
        <FileIntake onTaken={take} />
      </Panel>
      {newest !== null && <TrialPanel taken={newest} />}
      <SloganImport />
      <SpacePanel />
    </Stack>
  );
}

/** The file that came last, on every screen, as an item would show it. */
function TrialPanel({ taken }: { readonly taken: Taken }) {
  const { t } = useTranslation();
  const screens = useQuery(screensQuery).data ?? [];
  const content = contentOf(taken);
  const durationMs = Math.max(1_000, taken.file.durationMs ?? 10_000);
  const { data, error } = useQuery({
    queryKey: ['trial', taken.file.sha256, taken.poster?.sha256],
    queryFn: ({ signal }) =>
      content === null ? null : call('previewItem', { body: { content, durationMs } }, signal),
  });
  const entries = data === undefined || data === null ? [] : sheetOf(screens, data);
  return (
    <Panel title={t('studio.trial')}>
      {error !== null && <ProblemNotice problem={error} />}
      {content === null && <Text fz="sm">{t('studio.noPoster')}</Text>}
      <ContactSheet entries={entries} durationMs={durationMs} title={t('studio.trialAlt')} />
    </Panel>
  );
}

function contentOf({ file, poster }: Taken): ItemContent | null {
  const framing = { fit: 'fit', focus: { xPercent: 50, yPercent: 50 }, description: '-' } as const;
  if (file.kind === 'image') return { kind: 'image', file: file.sha256, ...framing };
  return poster === null ? null : { kind: 'video', file: file.sha256, poster: poster.sha256, ...framing };
}

const PILES = ['published', 'used', 'unused', 'temp', 'quarantine'] as const;

function SpacePanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(spaceQuery);
  return (
    <Panel title={t('studio.space')}>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data !== undefined && <SpaceTable space={data} />}
    </Panel>
  );
}

function SpaceTable({ space }: { readonly space: VaultSpace }) {
  const { t } = useTranslation();
  const days = { temp: space.tempDays, quarantine: space.quarantineDays };
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('studio.pile')}</Table.Th>
          <Table.Th ta="right">{t('studio.files')}</Table.Th>
          <Table.Th ta="right">{t('studio.size')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {PILES.map((pile) => (
          <Table.Tr key={pile} data-pile={pile}>
            <Table.Td>{t(`studio.pile_${pile}`, days)}</Table.Td>
            <Table.Td ta="right">{numberText(space[pile].files)}</Table.Td>
            <Table.Td ta="right">{bytesText(space[pile].bytes)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
