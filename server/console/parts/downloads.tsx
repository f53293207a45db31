// Downloads of the play log for the auditor. Fetched first and saved then, so that a failure is a sentence and never a
// broken file.

import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import type { Interval } from '../../../content/model/instant.ts';
import { download } from '../api.ts';
import { serverNow } from '../clock.ts';
import { bytesText } from '../words.ts';
import { dayOf, isoDateText, startOfMonth } from '../zone.ts';
import classes from './downloads.module.css';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { Sign } from './sign.tsx';

type Format = 'csv' | 'jsonl';
type Period = 'today' | 'month';

function periodOf(period: Period, zone: string): { interval: Interval; name: string } {
  const today = dayOf(serverNow(), zone);
  const date = isoDateText(today.from, zone);
  if (period === 'today') return { interval: today, name: date };
  return { interval: { from: startOfMonth(today.from, zone), to: today.to }, name: date.slice(0, 7) };
}

/** Hands a file to the browser; the address must outlive the click. */
function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function Downloads({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const [bytes, setBytes] = useState(0);
  const fetching = useMutation({
    mutationFn: async ({ format, period }: { format: Format; period: Period }) => {
      setBytes(0);
      const { interval, name } = periodOf(period, screen.zone);
      const params = { screenId: screen.id, format };
      const blob = await download('downloadPlayLog', { params, query: interval }, setBytes);
      const file = `so-luot-phat_${screen.id}_${name}.${format}`;
      saveFile(blob, file);
      return { name: file, size: blob.size };
    },
  });
  return (
    <Panel title={t('download.title')}>
      <Text fz="sm" c="dimmed" mb="sm">
        {t('download.lead')}
      </Text>
      <div className={classes.table}>
        {(['today', 'month'] as const).map((period) => (
          <div key={period} className={classes.row}>
            <Text fz="sm" fw={500}>
              {t(`download.${period}`)}
            </Text>
            <div className={classes.buttons}>
              {(['csv', 'jsonl'] as const).map((format) => (
                <Button
                  key={format}
                  variant="default"
                  size="sm"
                  leftSection={<Sign name="download" />}
                  title={t(`download.${format}Hint`)}
                  aria-label={t('download.label', {
                    format: t(`download.${format}`),
                    period: t(`download.${period}`),
                  })}
                  disabled={fetching.isPending}
                  onClick={() => fetching.mutate({ format, period })}
                >
                  {t(`download.${format}`)}
                </Button>
              ))}
            </div>
          </div>
        ))}
      </div>
      <div className="vx-live" aria-live="polite">
        {fetching.isPending && <Text fz="sm">{t('download.working', { size: bytesText(bytes) })}</Text>}
        {fetching.isSuccess && (
          <Text fz="sm" className="vx-good">
            {t('download.done', { name: fetching.data.name, size: bytesText(fetching.data.size) })}
          </Text>
        )}
        {fetching.error !== null && (
          <ProblemNotice
            problem={fetching.error}
            onRetry={() => fetching.variables !== undefined && fetching.mutate(fetching.variables)}
          />
        )}
      </div>
    </Panel>
  );
}
