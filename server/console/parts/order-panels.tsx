// The three ways to take a screen from its programme: a prepared notice, a yield, a blackout; each held to be sent.

import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { InterruptionOrdered, SuspensionOrdered } from '../../../content/model/api/urgent.ts';
import { approvalPolicyQuery, useOrder } from '../desk-queries.ts';
import { useKept } from '../kept-draft.ts';
import { itemsQuery } from '../queries.ts';
import { HoldButton } from './hold-button.tsx';
import { DrawnPicture } from './live-picture.tsx';
import { OrderFields, useOrderFrame } from './order-frame.tsx';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { Sign } from './sign.tsx';

const NOTICE_MINUTES = 30;
const DAY_MINUTES = 24 * 60;

export function NoticePanel() {
  const { t } = useTranslation();
  const templates = (useQuery(itemsQuery).data ?? []).filter(
    ({ purpose, playing }) => purpose === 'notice' && playing !== null,
  );
  const policy = useQuery(approvalPolicyQuery).data;
  const [frame, setFrame, dropFrame] = useOrderFrame('notice', NOTICE_MINUTES);
  const [chosenId, setChosenId, dropChosen] = useKept('order/notice/item', z.string().nullable(), null);
  const drop = () => {
    dropFrame();
    dropChosen();
  };
  const ordering = useOrder('orderNotice');
  const chosen = templates.find(({ id }) => id === chosenId);
  return (
    <Panel
      title={t('urgent.send')}
      aside={
        <Link to="/noi-dung/moi" search={{ dung: 'tin-khan' }}>
          {t('urgent.newTemplate')}
        </Link>
      }
    >
      <Stack gap="md">
        {templates.length === 0 ? (
          <Text fz="sm">{t('urgent.noTemplate')}</Text>
        ) : (
          <Radio.Group label={t('urgent.template')} value={chosenId} onChange={(value) => setChosenId(value)}>
            <Stack gap={8} mt={6}>
              {templates.map(({ id, title }) => (
                <Radio key={id} value={id} label={title} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {chosen?.renditions.map(({ sha256, widthPx, heightPx }) => (
          <DrawnPicture
            key={sha256}
            asset={sha256}
            widthPx={widthPx}
            heightPx={heightPx}
            alt={t('items.pictureAlt', { title: chosen.title })}
          />
        ))}
        <OrderFields
          frame={frame}
          mostMinutes={policy?.mostNoticeMinutes ?? DAY_MINUTES}
          onChange={setFrame}
        />
        {ordering.error !== null && <ProblemNotice problem={ordering.error} />}
        <HoldToOrder
          label={t('urgent.holdToSend')}
          isReady={chosen !== undefined && frame.screenIds?.length !== 0}
          isBusy={ordering.isPending}
          onHeld={() =>
            chosen !== undefined && ordering.mutate({ ...frame, itemId: chosen.id }, { onSuccess: drop })
          }
        />
        <Ordered ordered={ordering.data} />
      </Stack>
    </Panel>
  );
}

export function BlackoutPanel() {
  const { t } = useTranslation();
  const [frame, setFrame, dropFrame] = useOrderFrame('blackout', NOTICE_MINUTES);
  const [reason, setReason, dropReason] = useKept('order/blackout/reason', z.string(), '');
  const drop = () => {
    dropFrame();
    dropReason();
  };
  const ordering = useOrder('orderBlackout');
  return (
    <Panel title={t('urgent.blackout')}>
      <Stack gap="md">
        <Text fz="sm">{t('urgent.blackoutLead')}</Text>
        <TextInput
          label={t('urgent.reason')}
          maxLength={300}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <OrderFields frame={frame} mostMinutes={31 * DAY_MINUTES} onChange={setFrame} />
        {ordering.error !== null && <ProblemNotice problem={ordering.error} />}
        <HoldToOrder
          label={t('urgent.holdToBlack')}
          isReady={frame.screenIds?.length !== 0}
          isBusy={ordering.isPending}
          onHeld={() => ordering.mutate({ ...frame, reason }, { onSuccess: drop })}
        />
        <Ordered ordered={ordering.data} />
      </Stack>
    </Panel>
  );
}

export function YieldPanel() {
  const { t } = useTranslation();
  const [frame, setFrame, dropFrame] = useOrderFrame('yield', 60);
  const [recipient, setRecipient, dropRecipient] = useKept('order/yield/recipient', z.string(), '');
  const [reason, setReason, dropReason] = useKept('order/yield/reason', z.string(), '');
  const drop = () => {
    dropFrame();
    dropRecipient();
    dropReason();
  };
  const ordering = useOrder('orderYield');
  return (
    <Panel title={t('urgent.yield')}>
      <Stack gap="md">
        <Text fz="sm">{t('urgent.yieldLead')}</Text>
        <TextInput
          label={t('urgent.recipient')}
          required
          maxLength={160}
          value={recipient}
          onChange={({ currentTarget }) => setRecipient(currentTarget.value)}
        />
        <TextInput
          label={t('urgent.reason')}
          maxLength={300}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <OrderFields frame={frame} mostMinutes={DAY_MINUTES} onChange={setFrame} />
        {ordering.error !== null && <ProblemNotice problem={ordering.error} />}
        <HoldToOrder
          label={t('urgent.holdToYield')}
          isReady={recipient.trim() !== '' && frame.screenIds?.length !== 0}
          isBusy={ordering.isPending}
          onHeld={() => ordering.mutate({ ...frame, recipient, reason }, { onSuccess: drop })}
        />
        <Ordered ordered={ordering.data} />
      </Stack>
    </Panel>
  );
}

interface HoldToOrderProps {
  readonly label: string;
  readonly isReady: boolean;
  readonly isBusy: boolean;
  readonly onHeld: () => void;
}

export function HoldToOrder({ label, isReady, isBusy, onHeld }: HoldToOrderProps) {
  const { t } = useTranslation();
  return (
    <Stack gap={6}>
      <HoldButton label={label} disabled={!isReady} loading={isBusy} onHeld={onHeld} />
      <Text fz="xs" c="dimmed">
        {t('urgent.holdHint')}
      </Text>
    </Stack>
  );
}

export function Ordered({ ordered }: { ordered: InterruptionOrdered | SuspensionOrdered | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="vx-live" aria-live="polite">
      {ordered !== undefined && (
        <Stack gap={6} className={ordered.saved ? 'vx-ground-good' : 'vx-ground-bad'} p="sm" bdrs="md">
          <Text fz="sm" fw={600}>
            <Sign name={ordered.saved ? 'good' : 'warn'} />{' '}
            {t('urgent.ordered', { count: ordered.screens.length })}
          </Text>
          {!ordered.saved && <Text fz="sm">{t('urgent.notSaved')}</Text>}
          {'unexcused' in ordered && ordered.unexcused.length > 0 && (
            <Text fz="sm">
              {t('urgent.unexcused', { names: ordered.unexcused.map(({ name }) => name).join(', ') })}
            </Text>
          )}
          {ordered.missing.map(({ id, name, why }) => (
            <Text key={id} fz="sm">
              {t(`urgent.missing_${why}`, { name })}
            </Text>
          ))}
        </Stack>
      )}
    </div>
  );
}
