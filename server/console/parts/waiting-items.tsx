// Items that wait for a person: their very picture, where the words come from, what the checks found, and one click
// that puts them on air; afterwards the receipt of each screen.

import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView, Person } from '../../../content/model/api.ts';
import type { ApprovedVersion } from '../first-shown.ts';
import { itemsQuery } from '../queries.ts';
import { isAskedFor } from '../waiting.ts';
import { type Approval, ApprovalReceipt, approvalKey } from './approval-receipt.tsx';
import classes from './waiting-items.module.css';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { WaitingItem } from './waiting-item.tsx';

const approvedOf = ({ id, version, title, renditions }: ItemView): ApprovedVersion => ({
  itemId: id,
  version,
  title,
  assets: renditions.map(({ sha256 }) => sha256),
});

/** Not drawn with the page around it, which changes with every report of a player. */
export const WaitingItems = memo(function WaitingItems({ person }: { person: Person }) {
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
      onApproved={(published) =>
        setApprovals((before) => [{ versions: [approvedOf(item)], published }, ...before])
      }
    />
  );
  return (
    <Panel title={t('items.title')} id="cho-duyet">
      <div className="vx-live" aria-live="polite">
        {approvals.map((approval) => (
          <ApprovalReceipt key={approvalKey(approval)} approval={approval} />
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
});
