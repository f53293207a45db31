// Downloads for the auditor: the chosen period and screens in the form that is wanted; the server makes the file beside
// its work and says how far it is. Fetched first and saved then, so that a failure is a sentence and never a broken file.

import { Anchor, Button, Group, Progress, Select, Stack, Text, TextInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { DownloadFormat, type DownloadJob, type DownloadOrder } from '../../../content/model/download.ts';
import { viDateText } from '../../../content/model/report-period.ts';
import { ApiProblem, call, download } from '../api.ts';
import { useKept } from '../kept-draft.ts';
import type { ResultScope } from '../result-days.ts';
import { bytesText } from '../words.ts';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { Sign } from './sign.tsx';

const LOOK_AGAIN_MS = 700;

/** Asked once when the page opens, and by what happens on it. */
const downloadsQuery = queryOptions({
  queryKey: ['downloads'],
  queryFn: ({ signal }) => call('listDownloads', {}, signal),
});

/** Hands a file to the browser; the address must outlive the click. */
function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Looks until it is made, fetches and saves. */
async function fetchMade(ordered: DownloadJob, onPercent: (percent: number) => void): Promise<DownloadJob> {
  let job = ordered;
  const params = { downloadId: job.id };
  while (job.state === 'running') {
    onPercent(job.percent);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    job = await call('readDownload', { params });
  }
  if (job.state !== 'ready') throw new ApiProblem({ code: 'INTERNAL' });
  onPercent(100);
  saveFile(await download('fetchDownload', { params }, () => undefined), job.fileName);
  return job;
}

export function Downloads({ scope }: { readonly scope: ResultScope }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [format, setFormat] = useState<DownloadFormat>('xlsx');
  const [seed, setSeed] = useKept('download/seed', z.string(), '');
  const [percent, setPercent] = useState(0);
  const { period, screenIds, playlistIds, itemIds } = scope;
  const order: DownloadOrder = {
    format,
    seed,
    screenIds: [...screenIds],
    itemIds: [...itemIds],
    playlistIds: [...playlistIds],
    ...period,
  };
  const taking = useMutation({
    mutationFn: async (wanted: DownloadOrder | DownloadJob) => {
      setPercent(0);
      const job = 'id' in wanted ? wanted : await call('orderDownload', { body: wanted });
      return await fetchMade(job, setPercent);
    },
    onSettled: async () => client.invalidateQueries({ queryKey: downloadsQuery.queryKey }),
  });
  return (
    <Panel title={t('download.title')}>
      <Text fz="sm" c="dimmed" mb="sm">
        {t('download.lead')}
      </Text>
      <Group align="flex-end">
        <Select
          label={t('download.format')}
          w={320}
          allowDeselect={false}
          value={format}
          data={DownloadFormat.options.map((value) => ({ value, label: t(`download.as_${value}`) }))}
          onChange={(value) => setFormat(value as DownloadFormat)}
        />
        {format === 'sample' && (
          <TextInput
            label={t('download.seed')}
            w={280}
            maxLength={80}
            value={seed}
            onChange={({ currentTarget }) => setSeed(currentTarget.value)}
          />
        )}
        <Button
          leftSection={<Sign name="download" />}
          disabled={screenIds.length === 0 || taking.isPending || (format === 'sample' && seed.trim() === '')}
          onClick={() => taking.mutate(order)}
        >
          {t('download.take')}
        </Button>
      </Group>
      <Text fz="sm" c="dimmed" mt="sm">
        {t('download.ofPeriod', {
          from: viDateText(period.fromDate),
          until: viDateText(period.untilDate),
        })}{' '}
        {t(`download.hint_${format}`)}
      </Text>
      <div className="vx-live" aria-live="polite">
        {taking.isPending && (
          <>
            <Text fz="sm">{t('download.working', { percent })}</Text>
            <Progress value={percent} aria-label={t('download.working', { percent })} />
          </>
        )}
        {taking.isSuccess && (
          <Text fz="sm" className="vx-good">
            {t('download.done', { name: taking.data.fileName, size: bytesText(taking.data.bytes) })}
          </Text>
        )}
        {taking.error !== null && (
          <ProblemNotice problem={taking.error} onRetry={() => taking.mutate(order)} />
        )}
      </div>
      <Earlier isBusy={taking.isPending} onTake={(job) => taking.mutate(job)} />
      <Anchor href="/kiem-tra.html" download fz="sm" mt="sm" display="inline-block">
        {t('download.verifier')}
      </Anchor>
    </Panel>
  );
}

interface EarlierProps {
  readonly isBusy: boolean;
  readonly onTake: (wanted: DownloadJob | DownloadOrder) => void;
}

/** What was ordered before: fetched again while the server keeps it, ordered anew when it has ended. */
function Earlier({ isBusy, onTake }: EarlierProps) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(downloadsQuery);
  if (data.length === 0) return null;
  return (
    <section aria-label={t('download.earlier')}>
      <Text fw={600} fz="sm" component="h3" m={0} mt="md" mb={4}>
        {t('download.earlier')}
      </Text>
      <Stack gap={6}>
        {data.map((job) => (
          <Group key={job.id} gap="sm" data-download={job.state}>
            <Text fz="sm">
              {job.fileName} · {t(`download.state_${job.state}`)}
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              disabled={isBusy}
              onClick={() => onTake(job.state === 'ready' || job.state === 'running' ? job : job.order)}
            >
              {t(job.state === 'ready' || job.state === 'running' ? 'download.fetch' : 'download.again')}
            </Button>
          </Group>
        ))}
      </Stack>
    </section>
  );
}
