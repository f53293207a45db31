// The sums of the period, a line a category (advertising and propaganda are never added up), and the answer in a sentence:
// how many hours kept everything they promised.

import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Category } from '../../../../content/model/item.ts';
import type { ReportSums } from '../../../../content/model/report.ts';
import { countHours, metPercent } from '../../../../content/model/result-grid.ts';
import type { ResultDay } from '../../result-days.ts';
import { numberText } from '../../words.ts';
import { Sign } from '../sign.tsx';
import { WideTable } from '../wide-table.tsx';

const COLUMNS = [
  'baselineDue',
  'due',
  'shown',
  'madeGood',
  'missed',
  'excused',
  'declared',
  'noData',
  'overdue',
  'ahead',
] as const;

export function ResultAnswer({ days }: { readonly days: readonly ResultDay[] }) {
  const { t } = useTranslation();
  const hours = countHours(days.map(({ cells }) => ({ cells: [...cells] })));
  const percent = metPercent(hours);
  if (percent === null) return <Text fz="lg">{t('results.noneOver')}</Text>;
  const isGood = hours.short === 0 && hours.noData === 0;
  return (
    <Text fz="lg" fw={500} className={isGood ? 'vx-good' : hours.short > 0 ? 'vx-bad' : 'vx-quiet'}>
      <Sign name={isGood ? 'good' : hours.short > 0 ? 'bad' : 'unknown'} />{' '}
      {t('results.answer', { percent: numberText(percent), ...hours })}
    </Text>
  );
}

interface ResultTotalsProps {
  readonly totals: readonly { readonly category: Category; readonly sums: ReportSums }[];
}

export function ResultTotals({ totals }: ResultTotalsProps) {
  const { t } = useTranslation();
  return (
    <>
      <WideTable minWidth={760} label={t('results.sums')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('results.category')}</Table.Th>
            {COLUMNS.map((column) => (
              <Table.Th key={column} ta="right">
                {t(`results.sum_${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {totals.map(({ category, sums }) => (
            <Table.Tr key={category} data-category={category}>
              <Table.Th scope="row">{t(`results.category_${category}`)}</Table.Th>
              {COLUMNS.map((column) => (
                <Table.Td key={column} ta="right" data-sum={column}>
                  {numberText(sums[column])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      {totals.map(({ category, sums }) => {
        const reasons = Object.entries(sums.reasons).sort(([, x], [, y]) => y - x);
        if (reasons.length === 0) return null;
        return (
          <Text key={category} fz="sm">
            {t('results.reasons', { category: t(`results.category_${category}`) })}{' '}
            {reasons
              .map(([reason, count]) =>
                t('day.reasonCount', { reason: t(`reason.${reason as 'unknown'}`), count }),
              )
              .join(', ')}
            .
          </Text>
        );
      })}
      <Text fz="xs" c="dimmed">
        {t('results.sumNote')}
      </Text>
    </>
  );
}
