// Nội dung: everything the office has written, as pictures with their states; search does not ask for accents.

import { Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView } from '../../../content/model/api.ts';
import { SECOND_MS } from '../../../content/model/instant.ts';
import { VersionState } from '../../../content/model/item.ts';
import { pathOf } from '../api.ts';
import { ChosenItems } from '../parts/chosen-items.tsx';
import { ItemState } from '../parts/item-state.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { hasRole, isContributor, usePerson } from '../person.ts';
import { itemsQuery } from '../queries.ts';
import { searchKey } from '../search-key.ts';
import { numberText } from '../words.ts';
import classes from './items-page.module.css';

const FILTERS = ['all', ...VersionState.options.filter((state) => state !== 'retired'), 'notice'] as const;
type Filter = (typeof FILTERS)[number];

const NO_ITEMS: readonly ItemView[] = [];
const NO_IDS: ReadonlySet<string> = new Set();
const byTitle = new Intl.Collator('vi');

interface Findable {
  readonly item: ItemView;
  readonly key: string;
}

/** In the order of the alphabet, each with what it is found by; made once for all letters somebody types. */
function findable(items: readonly ItemView[]): Findable[] {
  return items
    .map((item) => {
      const texts = [item.title, item.text, item.grounds.document, item.source.document];
      return { item, key: searchKey(texts.join(' ')) };
    })
    .sort((a, b) => byTitle.compare(a.item.title, b.item.title));
}

function isKind(item: ItemView, filter: Filter): boolean {
  return filter === 'all' || (filter === 'notice' ? item.purpose === 'notice' : item.state === filter);
}

/** Those that hold every word of `wanted`, whatever their accents. */
function find(among: readonly Findable[], filter: Filter, wanted: string): ItemView[] {
  const words = searchKey(wanted).split(/\s+/);
  return among
    .filter(({ item, key }) => isKind(item, filter) && words.every((word) => key.includes(word)))
    .map(({ item }) => item);
}

export function ItemsPage() {
  const { t } = useTranslation();
  const { data = NO_ITEMS, error, isPending, refetch } = useQuery(itemsQuery);
  const [wanted, setWanted] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [chosenIds, setChosenIds] = useState<ReadonlySet<string>>(NO_IDS);
  const person = usePerson();
  const isGuest = isContributor(person);
  const mayChoose = hasRole(person, ['editor', 'approver', 'operator', 'admin']);
  // The field shows a letter at once; a thousand cards follow when there is time.
  const settled = useDeferredValue(wanted);
  const shelf = useMemo(() => findable(data), [data]);
  const found = useMemo(() => find(shelf, filter, settled), [shelf, filter, settled]);
  // What somebody else has deleted meanwhile is not chosen any more.
  const chosen = useMemo(() => data.filter(({ id }) => chosenIds.has(id)), [data, chosenIds]);
  const choose = useCallback((id: string, isChosen: boolean) => {
    setChosenIds((before) => new Set(isChosen ? [...before, id] : [...before].filter((one) => one !== id)));
  }, []);
  const options = FILTERS.filter((value) => !isGuest || value !== 'notice').map((value) => ({
    value,
    label: value === 'all' || value === 'notice' ? t(`desk.filter_${value}`) : t(`desk.state_${value}`),
  }));
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <Title order={1} fz="h2">
          {isGuest ? t('desk.ownTitle') : t('desk.title')}
        </Title>
        <Group gap="sm">
          {!isGuest && (
            <Button variant="default" renderRoot={(props) => <Link {...props} to="/noi-dung/thung-rac" />}>
              {t('desk.trash')}
            </Button>
          )}
          <Button renderRoot={(props) => <Link {...props} to="/noi-dung/moi" />}>{t('desk.new')}</Button>
        </Group>
      </Group>
      <div className={classes.filters}>
        <TextInput
          type="search"
          label={t('desk.search')}
          description={t('desk.searchHint')}
          value={wanted}
          onChange={({ currentTarget }) => setWanted(currentTarget.value)}
        />
        <Select
          label={t('desk.filter')}
          data={options}
          value={filter}
          allowDeselect={false}
          onChange={(value) => setFilter(FILTERS.find((one) => one === value) ?? 'all')}
        />
      </div>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {isPending && <Text>{t('app.loading')}</Text>}
      <Text fz="sm" c="dimmed" role="status">
        {found.length === 0 && !isPending ? t('desk.none') : t('desk.found', { count: found.length })}
      </Text>
      {chosen.length > 0 && (
        <ChosenItems items={chosen} found={found} onChoose={(ids) => setChosenIds(new Set(ids))} />
      )}
      <ItemCards items={found} chosenIds={chosenIds} onChoose={mayChoose ? choose : undefined} />
    </Stack>
  );
}

interface ItemCardsProps {
  readonly items: readonly ItemView[];
  readonly chosenIds: ReadonlySet<string>;
  readonly onChoose: ((id: string, isChosen: boolean) => void) | undefined;
}

const ItemCards = memo(function ItemCards({ items, chosenIds, onChoose }: ItemCardsProps) {
  return (
    <ul className={classes.cards}>
      {items.map((item) => (
        <ItemCard key={item.id} item={item} isChosen={chosenIds.has(item.id)} onChoose={onChoose} />
      ))}
    </ul>
  );
});

interface ItemCardProps extends Pick<ItemCardsProps, 'onChoose'> {
  readonly item: ItemView;
  readonly isChosen: boolean;
}

const ItemCard = memo(function ItemCard({ item, isChosen, onChoose }: ItemCardProps) {
  const { t } = useTranslation();
  return (
    <li>
      <ItemLink item={item} />
      {onChoose !== undefined && (
        <label className={classes.choice}>
          {/* The browser's own: a thousand of the library's would be felt while typing. */}
          <input
            type="checkbox"
            aria-label={t('approvals.chooseLabel', { title: item.title })}
            checked={isChosen}
            onChange={({ currentTarget }) => onChoose(item.id, currentTarget.checked)}
          />
        </label>
      )}
    </li>
  );
});

function ItemLink({ item }: { item: ItemView }) {
  const { t } = useTranslation();
  const [rendition] = item.renditions;
  const uses = item.playlists.map(({ name }) => name).join(', ');
  return (
    <Link to="/noi-dung/$itemId" params={{ itemId: item.id }} className={classes.card}>
      {rendition !== undefined && (
        <img
          className={classes.picture}
          src={pathOf('readAsset', { params: { sha256: rendition.sha256 } })}
          width={rendition.widthPx}
          height={rendition.heightPx}
          alt=""
          loading="lazy"
        />
      )}
      <span className={classes.words}>
        <span className={classes.title}>{item.title}</span>
        <span className={classes.facts}>
          <ItemState state={item.state} />
          {item.purpose === 'notice' && <span className={classes.tag}>{t('desk.purpose_notice')}</span>}
          <span className={classes.tag}>
            {t('desk.seconds', { seconds: numberText(item.durationMs / SECOND_MS) })}
          </span>
        </span>
        {item.playing !== null && item.playing !== item.version && (
          <span className={classes.small}>{t('desk.playingVersion', { version: item.playing })}</span>
        )}
        <span className={classes.small}>
          {uses === '' ? t('desk.usedNowhere') : `${t('desk.usedIn')}: ${uses}`}
        </span>
      </span>
    </Link>
  );
}
