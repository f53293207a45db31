// Downloads for the auditor: period, screens, items and form; the server makes the file beside its work and says how far
// it is. Fetched first and saved then, so that a failure is a sentence and never a broken file.

import { Anchor, Button, MultiSelect, Progress, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import { DownloadFormat, type DownloadJob, type DownloadOrder } from '../../../content/model/download.ts';
import {
  type DatePeriod,
  PERIOD_PRESETS,
  type PeriodPreset,
  periodOf,
} from '../../../content/model/report-period.ts';
import { ApiProblem, call, download } from '../api.ts';
import { serverNow } from '../clock.ts';
import { itemsQuery, screensQuery } from '../queries.ts';
import { bytesText } from '../words.ts';
import { dayOf, isoDateText } from '../zone.ts';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { Sign } from './sign.tsx';

const LOOK_AGAIN_MS = 700;
type Choice = PeriodPreset | 'dates';

/** Hands a file to the browser; the address must outlive the click. */
function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Orders, looks until it is made, fetches and saves. */
async function take(order: DownloadOrder, onPercent: (percent: number) => void): Promise<DownloadJob> {
  let job = await call('orderDownload', { body: order });
  const params = { downloadId: job.id };
  while (job.state === 'running') {
    onPercent(job.percent);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    job = await call('readDownload', { params });
  }
  if (job.state === 'failed') throw new ApiProblem({ code: 'INTERNAL' });
  onPercent(100);
  saveFile(await download('fetchDownload', { params }, () => undefined), job.fileName);
  return job;
}

export function Downloads({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const today = isoDateText(dayOf(serverNow(), screen.zone).from, screen.zone);
  const [format, setFormat] = useState<DownloadFormat>('xlsx');
  const [choice, setChoice] = useState<Choice>('this_month');
  const [dates, setDates] = useState<DatePeriod>({ fromDate: today, untilDate: today });
  const [screenIds, setScreenIds] = useState<string[]>([screen.id]);
  const [itemIds, setItemIds] = useState<string[]>([]);
  const [playlistIds, setPlaylistIds] = useState<string[]>([]);
  const [seed, setSeed] = useState('');
  const [percent, setPercent] = useState(0);
  const screens = useQuery(screensQuery).data ?? [screen];
  const items = useQuery(itemsQuery).data ?? [];
  const playlists = new Map(
    items.flatMap((item) => item.playlists.map(({ id, name }) => [id, name] as const)),
  );
  const taking = useMutation({ mutationFn: (order: DownloadOrder) => take(order, setPercent) });
  const period = choice === 'dates' ? dates : periodOf(choice, today);
  const isPossible = screenIds.length > 0 && period.fromDate <= period.untilDate;
  const order = { format, seed, screenIds, itemIds, playlistIds, ...period };
  const begin = () => {
    setPercent(0);
    taking.mutate(order);
  };
  return (
    <Panel title={t('download.title')}>
      <Text fz="sm" c="dimmed" mb="sm">
        {t('download.lead')}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Select
          label={t('download.period')}
          allowDeselect={false}
          value={choice}
          data={[...PERIOD_PRESETS, 'dates' as const].map((value) => ({
            value,
            label: t(`download.${value}`),
          }))}
          onChange={(value) => setChoice(value as Choice)}
        />
        <Select
          label={t('download.format')}
          allowDeselect={false}
          value={format}
          data={DownloadFormat.options.map((value) => ({ value, label: t(`download.as_${value}`) }))}
          onChange={(value) => setFormat(value as DownloadFormat)}
        />
        {(['fromDate', 'untilDate'] as const).map((end) => (
          <TextInput
            key={end}
            type="date"
            label={t(`download.${end}`)}
            value={period[end]}
            readOnly={choice !== 'dates'}
            onChange={({ currentTarget }) => setDates({ ...dates, [end]: currentTarget.value })}
          />
        ))}
        <MultiSelect
          label={t('download.screens')}
          data={screens.map(({ id, name }) => ({ value: id, label: name }))}
          value={screenIds}
          onChange={setScreenIds}
        />
        <MultiSelect
          label={t('download.playlists')}
          placeholder={playlistIds.length === 0 ? t('download.all') : ''}
          data={[...playlists].map(([value, label]) => ({ value, label }))}
          value={playlistIds}
          onChange={setPlaylistIds}
        />
        <MultiSelect
          label={t('download.items')}
          placeholder={itemIds.length === 0 ? t('download.all') : ''}
          data={items.map(({ id, title }) => ({ value: id, label: title }))}
          value={itemIds}
          onChange={setItemIds}
        />
      </SimpleGrid>
      {format === 'sample' && (
        <TextInput
          mt="sm"
          label={t('download.seed')}
          value={seed}
          onChange={({ currentTarget }) => setSeed(currentTarget.value)}
        />
      )}
      <Text fz="sm" c="dimmed" mt="sm">
        {t(`download.hint_${format}`)}
      </Text>
      <Button
        mt="sm"
        leftSection={<Sign name="download" />}
        disabled={!isPossible || taking.isPending}
        onClick={begin}
      >
        {t('download.take')}
      </Button>
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
        {taking.error !== null && <ProblemNotice problem={taking.error} onRetry={begin} />}
      </div>
      <Anchor href="/kiem-tra.html" download fz="sm" mt="sm" display="inline-block">
        {t('download.verifier')}
      </Anchor>
    </Panel>
  );
}
