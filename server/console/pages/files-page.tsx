// The store of files: what came in just now, how much lies where and what leaves next, and a dry run of many slogans.

import { Button, FileButton, Group, Stack, Table, Text, Textarea, Title } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportRow, VaultSpace } from '../../../content/model/api/studio.ts';
import type { ItemContent } from '../../../content/model/item.ts';
import { call } from '../api.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { ContactSheet, sheetOf } from '../parts/studio/contact-sheet.tsx';
import { FileIntake, type Taken } from '../parts/studio/file-intake.tsx';
import { screensQuery } from '../queries.ts';
import { planImport } from '../upload.ts';
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
      <ImportPanel />
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

function ImportPanel() {
  const { t } = useTranslation();
  const [lines, setLines] = useState('');
  const plan = useMutation({ mutationFn: (source: Blob) => planImport(source) });
  return (
    <Panel title={t('studio.import')}>
      <Stack gap="sm">
        <Text fz="sm">{t('studio.importLead')}</Text>
        <Textarea
          label={t('studio.lines')}
          autosize
          minRows={3}
          maxRows={12}
          value={lines}
          onChange={({ currentTarget }) => setLines(currentTarget.value)}
        />
        <Group>
          <Button
            disabled={lines.trim() === ''}
            loading={plan.isPending}
            onClick={() => plan.mutate(new Blob([lines], { type: 'text/plain' }))}
          >
            {t('studio.look')}
          </Button>
          <FileButton accept=".xlsx,.txt" onChange={(file) => file !== null && plan.mutate(file)}>
            {(props) => (
              <Button variant="default" {...props}>
                {t('studio.chooseSheet')}
              </Button>
            )}
          </FileButton>
        </Group>
        {plan.error !== null && <ProblemNotice problem={plan.error} />}
        {plan.data !== undefined && <ImportTable rows={plan.data} />}
      </Stack>
    </Panel>
  );
}

function ImportTable({ rows }: { readonly rows: readonly ImportRow[] }) {
  const { t } = useTranslation();
  const good = rows.filter(({ state }) => state === 'ready' || state === 'warned').length;
  return (
    <Stack gap="xs">
      <Text fw={600} role="status">
        {t('studio.importSum', { good, all: rows.length })}
      </Text>
      <Table>
        <Table.Tbody>
          {rows.map(({ line, content, durationMs, state, findings }) => (
            <Table.Tr key={line} data-state={state}>
              <Table.Td valign="top">{line}</Table.Td>
              <Table.Td>
                <Text fz="sm">{content.kind === 'slogan' ? content.text : ''}</Text>
                {findings.map(({ sentence, blocks }) => (
                  <Text key={sentence} fz="xs" c={blocks ? 'red' : 'dimmed'}>
                    {sentence}
                  </Text>
                ))}
              </Table.Td>
              <Table.Td valign="top">
                {t('studio.seconds', { seconds: numberText(durationMs / 1_000) })}
              </Table.Td>
              <Table.Td valign="top">{t(`studio.state_${state}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
