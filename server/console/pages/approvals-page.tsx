// Duyệt: what waits, each as its very picture beside what plays now. One click approves, two return it with a reason;
// many at once only with every picture in sight.

import { Button, Checkbox, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { WaitingItem } from '../../../content/model/api/editing.ts';
import { useApproveVersions, useReturnVersion, waitingQuery } from '../desk-queries.ts';
import type { ApprovedVersion } from '../first-shown.ts';
import { keptNames, useKeptDraft } from '../kept-draft.ts';
import { type Approval, ApprovalReceipt, approvalKey } from '../parts/approval-receipt.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { VersionSides } from '../parts/version-sides.tsx';
import { useZone } from '../queries.ts';
import { hasRole, usePerson } from '../person.ts';
import { dateText, timeText } from '../zone.ts';
import classes from './approvals-page.module.css';

const nameOf = ({ item, waiting }: WaitingItem) => ({ itemId: item.id, version: waiting.version });

const KeptReturn = z.strictObject({ itemId: z.string(), title: z.string(), reason: z.string() });
const nameOfReturn = ({ item, waiting }: WaitingItem) => `return/${item.id}/${waiting.version}`;
const approvedOf = ({ item, waiting }: WaitingItem): ApprovedVersion => ({
  itemId: item.id,
  version: waiting.version,
  title: item.title,
  assets: waiting.renditions.map(({ picture }) => picture.sha256),
});

export function ApprovalsPage() {
  const { t } = useTranslation();
  const person = usePerson();
  const { data, error, refetch } = useQuery(waitingQuery);
  const approving = useApproveVersions();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [approvals, setApprovals] = useState<readonly Approval[]>([]);
  const [done, setDone] = useState<readonly string[]>([]);
  const mayApprove = hasRole(person, ['approver', 'admin']);
  const { nd: askedId } = useSearch({ from: '/duyet' });
  const isGone = data !== undefined && askedId !== undefined && data.every(({ item }) => item.id !== askedId);
  const picked = (data ?? []).filter(({ item, refusal }) => chosen.has(item.id) && refusal === null);
  const open = new Set(data?.map(nameOfReturn));
  const handled = data === undefined ? [] : keptNames('return/').filter((name) => !open.has(name));
  const say = (sentence: string) => setDone((before) => [sentence, ...before]);
  const approve = (items: readonly WaitingItem[]) =>
    approving.mutate(items.map(nameOf), {
      onSuccess: (published) => {
        setChosen(new Set());
        setApprovals((before) => [{ versions: items.map(approvedOf), published }, ...before]);
      },
    });
  const choose = (id: string, isChosen: boolean) =>
    setChosen((before) => new Set(isChosen ? [...before, id] : [...before].filter((one) => one !== id)));

  return (
    <Stack gap="lg">
      <Title order={1} fz="h2">
        {t('approvals.title')}
      </Title>
      <div className="vx-live" aria-live="polite">
        {approvals.map((approval) => (
          <ApprovalReceipt key={approvalKey(approval)} approval={approval} />
        ))}
        {done.map((sentence, index) => (
          <Text key={`${done.length - index}`} fz="sm" fw={600} className="vx-ground-good" p="sm" bdrs="md">
            <Sign name="good" /> {sentence}
          </Text>
        ))}
      </div>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {approving.error !== null && <ProblemNotice problem={approving.error} />}
      {handled.map((name) => (
        <HandledMeanwhile key={name} name={name} />
      ))}
      {isGone && approvals.length + done.length === 0 && (
        <Text className="vx-ground-quiet" p="sm" bdrs="md" fz="sm">
          {t('approvals.askedGone')}{' '}
          <Link to="/noi-dung/$itemId" params={{ itemId: askedId }}>
            {t('overtaken.openItem')}
          </Link>
        </Text>
      )}
      {data?.length === 0 && <Text>{t('approvals.none')}</Text>}
      {picked.length > 1 && (
        <Button w="fit-content" loading={approving.isPending} onClick={() => approve(picked)}>
          {t('approvals.approveChosen', { count: picked.length })}
        </Button>
      )}
      {data?.map((waiting) => (
        <ApprovalCard
          key={`${waiting.item.id}@${waiting.waiting.version}`}
          waiting={waiting}
          mayApprove={mayApprove}
          isBusy={approving.isPending}
          isAsked={waiting.item.id === askedId}
          isChosen={chosen.has(waiting.item.id)}
          onChoose={(isChosen) => choose(waiting.item.id, isChosen)}
          onApprove={() => approve([waiting])}
          onReturned={() => say(t('approvals.returned', { title: waiting.item.title }))}
        />
      ))}
    </Stack>
  );
}

/** A reason that somebody was writing when another person dealt with the item: what they wrote is still theirs. */
function HandledMeanwhile({ name }: { name: string }) {
  const { t } = useTranslation();
  const { draft, drop } = useKeptDraft(name, KeptReturn);
  if (draft === null || draft.reason.trim() === '') return null;
  const { itemId, title, reason } = draft;
  return (
    <Stack role="alert" className="vx-ground-warn" p="sm" gap="sm" bdrs="md">
      <Text fz="sm" fw={500}>
        <Sign name="warn" /> {t('overtaken.handled', { title })}
      </Text>
      <Textarea label={t('approvals.reason')} readOnly autosize value={reason} />
      <Group gap="md">
        <Link to="/noi-dung/$itemId" params={{ itemId }}>
          {t('overtaken.openItem')}
        </Link>
        <Button size="compact-sm" variant="default" onClick={drop}>
          {t('overtaken.dropReason')}
        </Button>
      </Group>
    </Stack>
  );
}

interface ApprovalCardProps {
  readonly waiting: WaitingItem;
  readonly mayApprove: boolean;
  readonly isBusy: boolean;
  /** A link led to it. */
  readonly isAsked: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  readonly onApprove: () => void;
  readonly onReturned: () => void;
}

function ApprovalCard(props: ApprovalCardProps) {
  const { waiting: entry, mayApprove, isBusy, isAsked, isChosen, onChoose, onApprove, onReturned } = props;
  const { t } = useTranslation();
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isAsked) card.current?.focus();
  }, [isAsked]);
  const zone = useZone();
  const { item, waiting, playing, submittedAt, submittedBy, refusal } = entry;
  const { title, uses } = item;
  const names = uses.map(({ playlistName }) => playlistName).join(', ');
  return (
    <article ref={card} tabIndex={-1} className={`${classes.card} vx-panel`} aria-label={title}>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div>
          <Text component="h2" fw={600} fz="lg" m={0}>
            {title}
          </Text>
          <Text fz="sm" c="dimmed">
            {submittedAt === null
              ? t('approvals.fromStart')
              : t('approvals.submittedBy', {
                  name: submittedBy ?? '',
                  time: timeText(submittedAt, zone),
                  date: dateText(submittedAt, zone),
                })}
          </Text>
        </div>
        {mayApprove && refusal === null && (
          <Checkbox
            label={t('approvals.choose')}
            aria-label={t('approvals.chooseLabel', { title })}
            checked={isChosen}
            onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
          />
        )}
      </Group>
      <VersionSides item={item} waiting={waiting} playing={playing} />
      <Text fz="sm">
        {item.purpose === 'notice'
          ? t('approvals.notice')
          : uses.length === 0
            ? t('approvals.willWait')
            : t('approvals.willAir', { names })}
      </Text>
      {mayApprove ? (
        <Decision entry={entry} isBusy={isBusy} onApprove={onApprove} onReturned={onReturned} />
      ) : (
        <Text fz="sm" c="dimmed">
          {t('approvals.needRole')}
        </Text>
      )}
    </article>
  );
}

interface DecisionProps {
  readonly entry: WaitingItem;
  readonly isBusy: boolean;
  readonly onApprove: () => void;
  readonly onReturned: () => void;
}

function Decision({ entry, isBusy, onApprove, onReturned }: DecisionProps) {
  const { t } = useTranslation();
  const { item, waiting, refusal } = entry;
  const { title } = item;
  const { draft, keep, drop } = useKeptDraft(nameOfReturn(entry), KeptReturn);
  // Null: nothing is being returned.
  const reason = draft?.reason ?? null;
  const setReason = (next: string) => keep({ itemId: item.id, title, reason: next });
  const returning = useReturnVersion(() => {
    drop();
    onReturned();
  });
  return (
    <Stack gap="sm">
      {refusal === 'own_work' && (
        <Text fz="sm" className="vx-warn">
          {t('approvals.ownWork')}
        </Text>
      )}
      {refusal === 'illegible' && (
        <Text fz="sm" className="vx-bad">
          {t('approvals.illegible')}
        </Text>
      )}
      {returning.error !== null && <ProblemNotice problem={returning.error} />}
      {reason !== null && (
        <Textarea
          label={t('approvals.reason')}
          data-autofocus
          autoFocus
          required
          maxLength={600}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
      <Group gap="sm">
        {reason === null ? (
          <>
            <Button
              disabled={refusal !== null}
              loading={isBusy}
              aria-label={t('approvals.approveLabel', { title })}
              onClick={onApprove}
            >
              {t('approvals.approve')}
            </Button>
            {waiting.state === 'pending' && (
              <Button
                variant="default"
                aria-label={t('approvals.returnLabel', { title })}
                onClick={() => setReason('')}
              >
                {t('approvals.return')}
              </Button>
            )}
          </>
        ) : (
          <>
            <Button
              disabled={reason.trim() === ''}
              loading={returning.isPending}
              onClick={() => returning.mutate({ itemId: item.id, version: waiting.version, reason })}
            >
              {t('approvals.sendReturn')}
            </Button>
            <Button variant="default" onClick={drop}>
              {t('app.cancel')}
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}
