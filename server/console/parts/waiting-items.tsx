// Items that wait for a person: their very picture, where the words come from, what the checks found, and one click
// that puts them on air; afterwards the receipt of each screen.

import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView, Person, ScreenView } from '../../../content/model/api.ts';
import type { Published } from '../../../content/model/api/editing.ts';
import { itemsQuery } from '../queries.ts';
import { isAskedFor } from '../waiting.ts';
import { timeText } from '../zone.ts';
import classes from './waiting-items.module.css';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { ReceiptSteps } from './programme-receipt.tsx';
import { Sign } from './sign.tsx';
import { WaitingItem } from './waiting-item.tsx';

interface Approval {
  readonly title: string;
  readonly published: Published;
}

interface WaitingItemsProps {
  readonly person: Person;
  readonly screens: readonly ScreenView[];
}

export function WaitingItems({ person, screens }: WaitingItemsProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(itemsQuery);
  const [approvals, setApprovals] = useState<readonly Approval[]>([]);
  const [showsUnscheduled, setShowsUnscheduled] = useState(false);
  const waiting = (data ?? []).filter(isAskedFor);
  const scheduled = waiting.filter((item) => item.playlists.length > 0);
  const unscheduled = waiting.filter((item) => item.playlists.length === 0);
  const card = (item: ItemView, isWide: boolean) => (
    <WaitingItem
      key={`${item.id}@${item.version}`}
      item={item}
      person={person}
      isWide={isWide}
      onApproved={(published) => setApprovals((before) => [{ title: item.title, published }, ...before])}
    />
  );
  return (
    <Panel title={t('items.title')} id="cho-duyet">
      <div className="vx-live" aria-live="polite">
        {approvals.map((approval) => (
          <ApprovalReceipt key={approvalKey(approval)} approval={approval} screens={screens} />
        ))}
      </div>
      <Stack gap="md" mt={approvals.length > 0 ? 'md' : 0}>
        {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Text fz="sm">{t('app.loading')}</Text>}
        {data !== undefined && scheduled.length === 0 && <Text fz="sm">{t('items.none')}</Text>}
        {scheduled.map((item) => card(item, true))}
        {unscheduled.length > 0 && (
          <div>
            <Button
              variant="default"
              size="sm"
              h="auto"
              py={8}
              classNames={{ label: classes.wrapped }}
              aria-expanded={showsUnscheduled}
              aria-controls="ban-thao"
              onClick={() => setShowsUnscheduled((before) => !before)}
            >
              {t('items.unscheduledCount', { count: unscheduled.length })} ·{' '}
              {showsUnscheduled ? t('items.hide') : t('items.show')}
            </Button>
            <div id="ban-thao" className={classes.cards} hidden={!showsUnscheduled}>
              {showsUnscheduled && unscheduled.map((item) => card(item, false))}
            </div>
          </div>
        )}
      </Stack>
    </Panel>
  );
}

function approvalKey({ title, published }: Approval): string {
  return `${title}@${published.screens.map(({ screenId, programme }) => `${screenId}/${programme}`).join()}`;
}

function ApprovalReceipt({ approval, screens }: { approval: Approval; screens: readonly ScreenView[] }) {
  const { t } = useTranslation();
  const { title, published } = approval;
  return (
    <div className={`${classes.receipt} vx-ground-good`}>
      <Text fz="sm" fw={600}>
        <Sign name="good" />{' '}
        {published.screens.length === 0
          ? t('items.approvedNowhere', { title })
          : t('items.approved', { title })}
      </Text>
      {published.screens.map(({ screenId, programme, effectiveFrom }) => {
        const screen = screens.find((one) => one.id === screenId);
        if (screen === undefined) return null;
        const time = timeText(effectiveFrom, screen.zone);
        const isCurrent = screen.programme.number === programme;
        return (
          <div key={screenId} className={classes.receiptLine}>
            <Text fz="sm">{t('items.publishedTo', { screen: screen.name, number: programme, time })}</Text>
            {isCurrent && <ReceiptSteps screen={screen} />}
          </div>
        );
      })}
      {published.leftOut.length > 0 && (
        <div>
          <Text fz="sm">{t('items.leftOut')}</Text>
          <ul className={classes.plain}>
            {published.leftOut.map((left) => (
              <li key={left.itemId}>{t(`items.leftOut_${left.why}`, { title: left.title })}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
