// Somebody else saved while this person was typing: what differs, and the choice. Neither version is lost: theirs is
// saved, this one is still in the form.

import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ItemView } from '../../../../content/model/api.ts';
import type { PlaylistDraft, PlaylistView } from '../../../../content/model/api/playlists.ts';
import { viDateText } from '../../../../content/model/report-period.ts';
import { type Difference, differencesIn, OvertakenNotice } from '../overtaken-notice.tsx';
import { promiseText } from './promise-text.ts';
import { clockText } from '../hours-text.ts';

interface PlaylistDifferenceProps {
  readonly mine: PlaylistDraft;
  readonly theirs: PlaylistView;
  readonly items: readonly ItemView[];
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
}

export function PlaylistDifference({
  mine,
  theirs,
  items,
  onTakeTheirs,
  onKeepMine,
}: PlaylistDifferenceProps) {
  const { t } = useTranslation();
  return (
    <OvertakenNotice
      lead={t('playlists.overtaken', { name: theirs.changedBy })}
      theirs={t('playlists.theirs', { name: theirs.changedBy })}
      differences={differencesOf(t, mine, theirs, items)}
      onKeepMine={onKeepMine}
      onTakeTheirs={onTakeTheirs}
    />
  );
}

/** What two drafts say differently, in words. */
export function differencesOf(
  t: TFunction,
  left: PlaylistDraft,
  right: PlaylistDraft,
  items: readonly ItemView[],
): Difference[] {
  const titleOf = (itemId: string) => items.find(({ id }) => id === itemId)?.title ?? itemId;
  const rows = [
    { label: t('playlists.name'), of: ({ name }: PlaylistDraft) => name },
    { label: t('playlists.category'), of: ({ category }: PlaylistDraft) => t(`items.category_${category}`) },
    {
      label: t('playlists.promise'),
      of: ({ guarantee }: PlaylistDraft) =>
        guarantee === null
          ? promiseText(t, null)
          : `${promiseText(t, guarantee)}; ${t(`playlists.placement_${guarantee.placement}`)}`,
    },
    { label: t('playlists.items'), of: ({ itemIds }: PlaylistDraft) => itemIds.map(titleOf).join(' → ') },
    { label: t('playlists.screens'), of: ({ screenIds }: PlaylistDraft) => screenIds.join(', ') },
    { label: t('playlists.when'), of: ({ activity }: PlaylistDraft) => whenText(t, activity) },
  ];
  return differencesIn(rows, left, right);
}

function whenText(t: TFunction, { fromDate, untilDate, hours }: PlaylistDraft['activity']): string {
  const dates = `${fromDate === null ? t('playlists.noStart') : viDateText(fromDate)} – ${untilDate === null ? t('playlists.noEnd') : viDateText(untilDate)}`;
  const windows = hours.map(
    ({ days, fromMinute, untilMinute }) =>
      `${days.map((day) => t(`playlists.day_${day as 1}`)).join(' ')} ${clockText(fromMinute)}–${clockText(untilMinute)}`,
  );
  return [dates, ...windows].join('; ');
}
