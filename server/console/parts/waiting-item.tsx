// One waiting item as the approver needs it: picture, source, checks, and what will happen at the click.

import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ItemView, Person } from '../../../content/model/api.ts';
import type { Published } from '../../../content/model/api/editing.ts';
import { SECOND_MS } from '../../../content/model/instant.ts';
import { useApproveItem } from '../queries.ts';
import { numberText } from '../words.ts';
import { DrawnPicture } from './live-picture.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { Sign } from './sign.tsx';
import classes from './waiting-items.module.css';

interface WaitingItemProps {
  readonly item: ItemView;
  readonly person: Person;
  /** Picture beside the facts, at full size; else a card of its own width. */
  readonly isWide: boolean;
  readonly onApproved: (published: Published) => void;
}

export function WaitingItem({ item, person, isWide, onApproved }: WaitingItemProps) {
  const { t } = useTranslation();
  const approving = useApproveItem(onApproved);
  const mayApprove = person.roles.some((role) => role === 'approver' || role === 'admin');
  const isBlocked = item.findings.some(({ blocks }) => blocks);
  const action = item.playlists.length > 0 ? t('items.approve') : t('items.approveOnly');
  const approve = () => approving.mutate({ itemId: item.id, version: item.version });
  return (
    <article className={`${classes.card} ${isWide ? classes.wide : ''}`} aria-label={item.title}>
      <Stack gap="sm" miw={0}>
        {item.renditions.length === 0 && <Text fz="sm">{t('items.noPicture')}</Text>}
        {item.renditions.map((rendition) => (
          <DrawnPicture
            key={rendition.sha256}
            asset={rendition.sha256}
            widthPx={rendition.widthPx}
            heightPx={rendition.heightPx}
            alt={t('items.pictureAlt', { title: item.title })}
          />
        ))}
      </Stack>
      <Stack gap="sm" miw={0}>
        <Stack gap={6}>
          <Text fw={600} component="h3" m={0} fz="md">
            {item.title}
          </Text>
          <Group gap={6}>
            <Tag text={t(`items.kind_${item.kind}`)} />
            <Tag text={t(`items.category_${item.category}`)} />
            <Tag text={t('items.version', { version: item.version })} />
          </Group>
        </Stack>
        <SourceFacts item={item} />
        <Findings item={item} />
        <Stack gap={8} className={classes.act}>
          <Text fz="sm">{item.playlists.length > 0 ? t('items.willAir') : t('items.willWait')}</Text>
          {item.playlists.length > 0 && (
            <ul className={classes.plain}>
              {item.playlists.map(({ id, name, guarantee }) => (
                <li key={id}>
                  {t('items.willAirIn', {
                    name,
                    promise:
                      guarantee === null
                        ? t('items.promise_filler')
                        : t(`items.promise_${guarantee.scope}`, { count: guarantee.showingsPerHour }),
                    seconds: numberText(item.durationMs / SECOND_MS),
                  })}
                </li>
              ))}
            </ul>
          )}
          {approving.error !== null && <ProblemNotice problem={approving.error} />}
          {isBlocked && (
            <Text fz="sm" className="vx-bad">
              {t('items.blocked')}
            </Text>
          )}
          {mayApprove ? (
            <Button
              w="fit-content"
              aria-label={t('items.approveLabel', { action, title: item.title })}
              disabled={isBlocked || item.renditions.length === 0}
              loading={approving.isPending}
              onClick={approve}
            >
              {action}
            </Button>
          ) : (
            <Text fz="sm" c="dimmed">
              {t('items.needRole')}
            </Text>
          )}
        </Stack>
      </Stack>
    </article>
  );
}

function Tag({ text }: { text: string }) {
  return (
    <Badge variant="default" tt="none" fw={500} size="md" radius="sm">
      {text}
    </Badge>
  );
}

function SourceFacts({ item: { source } }: { item: ItemView }) {
  const { t } = useTranslation();
  return (
    <Stack gap={4}>
      <Text fz="sm">
        <strong>{t('items.source')}:</strong> {source.document}
      </Text>
      {source.quote !== undefined && (
        <Text fz="sm" component="blockquote" className={classes.quote}>
          {source.quote}
        </Text>
      )}
      <Text fz="sm" c="dimmed">
        {t('items.confidence', { percent: source.confidencePercent })}
      </Text>
      {source.note !== undefined && (
        <Text fz="sm" c="dimmed">
          {source.note}
        </Text>
      )}
      {source.toVerify && (
        <Text fz="sm" className="vx-warn" fw={500}>
          <Sign name="warn" /> {t('items.toVerify')}
        </Text>
      )}
    </Stack>
  );
}

function Findings({ item: { findings } }: { item: ItemView }) {
  const { t } = useTranslation();
  if (findings.length === 0) {
    return (
      <Text fz="sm" className="vx-good">
        <Sign name="good" /> {t('items.findingsNone')}
      </Text>
    );
  }
  return (
    <ul className={classes.plain}>
      {findings.map(({ code, blocks, sentence }) => (
        <li key={`${code}/${sentence}`} className={blocks ? 'vx-bad' : 'vx-warn'}>
          <Sign name={blocks ? 'bad' : 'warn'} />{' '}
          <strong>{t(blocks ? 'items.blocks' : 'items.warns')}:</strong> {sentence}
        </li>
      ))}
    </ul>
  );
}
