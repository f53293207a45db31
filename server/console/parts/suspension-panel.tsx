// Tạm dừng theo văn bản: the screens black for the time of a written order, and what is owed meanwhile excused by it.

import { Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useOrder } from '../desk-queries.ts';
import { useKept } from '../kept-draft.ts';
import { useZone } from '../queries.ts';
import { parseDateText, parseTimeText } from '../zone.ts';
import { OrderedScreens } from './order-frame.tsx';
import { HoldToOrder, Ordered } from './order-panels.tsx';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';

const EMPTY = { number: '', date: '', issuedBy: '', text: '', from: '', until: '' };
const Fields = z.record(z.enum(['number', 'date', 'issuedBy', 'text', 'from', 'until']), z.string());
const ScreenIds = z.array(z.string()).nullable();

export function SuspensionPanel() {
  const { t } = useTranslation();
  const zone = useZone();
  const [fields, setFields, dropFields] = useKept('order/suspension', Fields, EMPTY);
  const [screenIds, setScreenIds, dropScreens] = useKept('order/suspension/screens', ScreenIds, null);
  const ordering = useOrder('orderSuspension');
  const { number, issuedBy, text } = fields;
  const date = parseDateText(fields.date);
  const from = parseTimeText(fields.from, zone);
  const until = parseTimeText(fields.until, zone);
  const isReady =
    until !== null &&
    date !== null &&
    // A start that cannot be read must not become "now".
    (from !== null || fields.from.trim() === '') &&
    screenIds?.length !== 0 &&
    [number, issuedBy, text].every((one) => one.trim() !== '');
  const field = (name: keyof typeof EMPTY) => ({
    value: fields[name],
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      setFields({ ...fields, [name]: currentTarget.value }),
  });
  return (
    <Panel title={t('urgent.suspension')}>
      <Stack gap="md">
        <Text fz="sm">{t('urgent.suspensionLead')}</Text>
        <Group grow align="flex-start">
          <TextInput label={t('urgent.documentNumber')} required maxLength={80} {...field('number')} />
          <TextInput
            label={t('urgent.documentDate')}
            required
            placeholder={t('urgent.datePattern')}
            {...field('date')}
          />
        </Group>
        <TextInput label={t('urgent.documentBy')} required maxLength={160} {...field('issuedBy')} />
        <TextInput label={t('urgent.reason')} required maxLength={300} {...field('text')} />
        <Group grow align="flex-start">
          <TextInput
            label={t('urgent.from')}
            description={t('urgent.fromHint')}
            placeholder={t('urgent.timePattern')}
            {...field('from')}
          />
          <TextInput
            label={t('urgent.until')}
            description={t('urgent.untilHint')}
            required
            placeholder={t('urgent.timePattern')}
            {...field('until')}
          />
        </Group>
        <OrderedScreens screenIds={screenIds} onChange={setScreenIds} />
        {ordering.error !== null && <ProblemNotice problem={ordering.error} />}
        <HoldToOrder
          label={t('urgent.holdToSuspend')}
          isReady={isReady}
          isBusy={ordering.isPending}
          onHeld={() => {
            if (until === null || date === null) return;
            ordering.mutate(
              { screenIds, from, until, document: { number, date, issuedBy }, text },
              {
                onSuccess: () => {
                  dropFields();
                  dropScreens();
                },
              },
            );
          }}
        />
        <Ordered ordered={ordering.data} />
      </Stack>
    </Panel>
  );
}
