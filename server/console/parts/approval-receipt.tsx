// The receipt of an approval: published under which number, how far it has come on each screen, and when these very
// pictures were first shown. Publishing is one act; nobody has to look for what became of it.

import { Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import type { Instant } from '../../../content/model/instant.ts';
import type { Published } from '../../../content/model/api/editing.ts';
import { type ApprovedVersion, firstShownAt } from '../first-shown.ts';
import { lastPlaysQuery, screensQuery } from '../queries.ts';
import { secondsText, timeText } from '../zone.ts';
import { ReceiptSteps } from './programme-receipt.tsx';
import { Sign } from './sign.tsx';
import classes from './approval-receipt.module.css';

/** What was approved in one act. */
export interface Approval {
  readonly versions: readonly ApprovedVersion[];
  readonly published: Published;
}

/** A name for lists of them. */
export function approvalKey({ versions }: Approval): string {
  return versions.map(({ itemId, version }) => `${itemId}@${version}`).join();
}

/** More would be a page of receipts; the sums tell the rest. */
const MOST_SCREENS = 8;

export function ApprovalReceipt({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const all = useQuery(screensQuery).data ?? [];
  const { versions, published } = approval;
  const title = versions.map((one) => one.title).join('”, “');
  const reached = published.screens.flatMap(({ screenId, programme, effectiveFrom }) => {
    const screen = all.find(({ id }) => id === screenId);
    return screen === undefined ? [] : [{ screen, programme, effectiveFrom }];
  });
  return (
    <div
      className={`${classes.receipt} vx-ground-good`}
      role="group"
      aria-label={t('items.receipt', { title })}
    >
      <Text fz="sm" fw={600}>
        <Sign name="good" />{' '}
        {published.screens.length === 0
          ? t('items.approvedNowhere', { title })
          : t('items.approved', { title })}
      </Text>
      {reached.length > 1 && <Sums reached={reached} />}
      <FirstShown versions={versions} reached={reached} />
      {reached.slice(0, MOST_SCREENS).map(({ screen, programme, effectiveFrom }) => (
        <div key={screen.id} className={classes.line}>
          <Text fz="sm">
            {t('items.publishedTo', {
              screen: screen.name,
              number: programme,
              time: timeText(effectiveFrom, screen.zone),
            })}
          </Text>
          {screen.programme.number === programme && <ReceiptSteps screen={screen} />}
        </div>
      ))}
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

interface Reached {
  readonly screen: ScreenView;
  readonly programme: number;
  readonly effectiveFrom: Instant;
}

/** Đã gửi 3/4 · Đã nhận 3/4 · Đang phát 2/4. */
function Sums({ reached }: { reached: readonly Reached[] }) {
  const { t } = useTranslation();
  const count = (states: readonly string[]) =>
    reached.filter(
      ({ screen: { programme }, programme: number }) =>
        programme.number > number || states.includes(programme.receipt),
    ).length;
  const all = reached.length;
  const sent = reached.filter(
    ({ screen: { player, programme } }) => player.connected || programme.receipt !== 'none',
  ).length;
  return (
    <Text fz="sm">
      {t('programme.sent')} {sent}/{all} · {t('programme.received')}{' '}
      {count(['received', 'ready', 'on_screen'])}/{all} · {t('programme.on_screen')} {count(['on_screen'])}/
      {all}
    </Text>
  );
}

function FirstShown({
  versions,
  reached,
}: {
  versions: readonly ApprovedVersion[];
  reached: readonly Reached[];
}) {
  const { t } = useTranslation();
  const near = reached.slice(0, MOST_SCREENS);
  const plays = useQueries({ queries: near.map(({ screen }) => lastPlaysQuery(screen.id)) });
  if (near.length === 0) return null;
  return versions.map((version) => {
    const [first] = near
      .flatMap(({ screen, effectiveFrom }, place) => {
        const showing = screen.player.state?.showing ?? null;
        const at = firstShownAt(version, effectiveFrom, showing, plays[place]?.data ?? []);
        return at === null ? [] : [{ screen, at }];
      })
      .sort((a, b) => a.at - b.at);
    const title = versions.length > 1 ? `${version.title}: ` : '';
    return (
      <Text key={version.itemId} fz="sm" {...(first === undefined ? {} : { fw: 600 })}>
        {title}
        {first === undefined
          ? t('items.notYetShown')
          : t('items.firstShown', {
              time: secondsText(first.at, first.screen.zone),
              screen: first.screen.name,
            })}
      </Text>
    );
  });
}
