// One playlist being edited: its form, what saving would do, its history. What was typed survives until it is saved; a
// save by somebody else in between shows both and loses neither.

import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ItemView, ScreenView } from '../../../../content/model/api.ts';
import {
  PlaylistDraft,
  type PlaylistView,
  type SavedPlaylist,
} from '../../../../content/model/api/playlists.ts';
import { isConflict } from '../../api.ts';
import { useKeptDraft } from '../../kept-draft.ts';
import { draftOfPlaylist, undoPlaylistSave, useChangePlaylist } from '../../playlist-queries.ts';
import { offerUndo } from '../../undo.ts';
import { timeText, HOME_ZONE } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';
import { PlaylistDifference } from './playlist-difference.tsx';
import { PlaylistForm } from './playlist-form.tsx';
import { PlaylistHistory } from './playlist-history.tsx';
import { PlaylistOutlook } from './playlist-outlook.tsx';
import classes from './playlist-editor.module.css';

/** A draft on its way: may lack a name or items. */
const KeptPlaylist = z.strictObject({
  basedOn: z.int().nonnegative(),
  draft: PlaylistDraft.extend({ name: z.string(), itemIds: z.array(z.string()) }),
});

interface PlaylistEditorProps {
  /** Undefined: a new one. */
  readonly playlist: PlaylistView | undefined;
  /** What a new one starts from, if not from nothing. */
  readonly model: PlaylistDraft | undefined;
  readonly items: readonly ItemView[];
  readonly screens: readonly ScreenView[];
  readonly mayEdit: boolean;
  readonly onSaved: (playlist: PlaylistView) => void;
  readonly onCopy: (draft: PlaylistDraft) => void;
}

export function PlaylistEditor({
  playlist,
  model,
  items,
  screens,
  mayEdit,
  onSaved,
  onCopy,
}: PlaylistEditorProps) {
  const { t } = useTranslation();
  const saved = playlist === undefined ? (model ?? newDraft(screens)) : draftOfPlaylist(playlist);
  // A draft lasts over saves by others: it is named by the playlist, and remembers the revision it began from.
  const { draft: kept, keep, drop } = useKeptDraft(nameOfDraft(playlist, model), KeptPlaylist);
  const draft = kept?.draft ?? saved;
  const basedOn = kept?.basedOn ?? playlist?.revision ?? 0;
  const isDirty = JSON.stringify(draft) !== JSON.stringify(saved);
  const isOvertaken = isDirty && playlist !== undefined && basedOn !== playlist.revision;
  const change = useChangePlaylist();
  const [done, setDone] = useState<SavedPlaylist | null>(null);

  // NOTE: nothing but a real change is kept, or every playlist that was looked at would count as edited.
  const edit = (next: PlaylistDraft) => {
    setDone(null);
    keep({ basedOn, draft: next });
  };
  const succeed = (result: SavedPlaylist) => {
    drop();
    setDone(result);
    onSaved(result.playlist);
  };
  const succeedInRemoving = (result: SavedPlaylist) => {
    succeed(result);
    const { name } = result.playlist;
    offerUndo(t('undo.listBinned', { name }), async () => {
      await undoPlaylistSave(result);
      return t('undo.listBack', { name });
    });
  };
  const save = () => {
    if (playlist === undefined) change.mutate({ kind: 'create', draft }, { onSuccess: succeed });
    else change.mutate({ kind: 'save', playlistId: playlist.id, basedOn, draft }, { onSuccess: succeed });
  };
  const isUnfinished = draft.name.trim() === '' || draft.itemIds.length === 0;

  return (
    <div className={classes.columns}>
      <Panel title={playlist?.name ?? t('playlists.new')}>
        <fieldset disabled={!mayEdit} className={classes.fields}>
          <PlaylistForm draft={draft} items={items} screens={screens} onChange={edit} />
        </fieldset>
        {mayEdit && (
          <Stack gap="sm" mt="lg">
            {isOvertaken && (
              <PlaylistDifference
                mine={draft}
                theirs={playlist}
                items={items}
                onTakeTheirs={() => {
                  drop();
                  change.reset();
                }}
                onKeepMine={() => {
                  keep({ basedOn: playlist.revision, draft });
                  change.reset();
                }}
              />
            )}
            {change.error !== null && !(isOvertaken && isConflict(change.error)) && (
              <ProblemNotice problem={change.error} />
            )}
            <Group gap="sm">
              <Button
                onClick={save}
                loading={change.isPending}
                disabled={(!isDirty && playlist !== undefined) || isUnfinished || isOvertaken}
              >
                {t('playlists.save')}
              </Button>
              {isDirty && (
                <Button variant="default" onClick={drop}>
                  {t('playlists.giveUp')}
                </Button>
              )}
              {playlist !== undefined && !isDirty && (
                <Button
                  variant="default"
                  onClick={() => onCopy({ ...saved, name: t('playlists.copyName', { name: saved.name }) })}
                >
                  {t('playlists.copy')}
                </Button>
              )}
              {playlist !== undefined && playlist.removedAt === null && !isDirty && (
                <RemoveButton
                  playlist={playlist}
                  onRemove={() =>
                    change.mutate(
                      { kind: 'remove', playlistId: playlist.id, basedOn: playlist.revision },
                      { onSuccess: succeedInRemoving },
                    )
                  }
                />
              )}
            </Group>
            <Text fz="sm" c="dimmed">
              {t(isDirty ? 'playlists.notSaved' : 'playlists.saveHint')}
            </Text>
            <div aria-live="polite">{done !== null && <SavedWords saved={done} screens={screens} />}</div>
          </Stack>
        )}
      </Panel>
      <Stack gap="lg" miw={0}>
        <Panel title={t('playlists.outlook')}>
          <PlaylistOutlook
            playlistId={playlist?.id ?? null}
            draft={draft}
            zoneOf={(screenId) => screens.find(({ id }) => id === screenId)?.zone ?? HOME_ZONE}
            isReady={!isUnfinished}
          />
        </Panel>
        {playlist !== undefined && (
          <PlaylistHistory
            playlist={playlist}
            mayEdit={mayEdit && !isDirty}
            onRestore={(revision) =>
              change.mutate(
                { kind: 'restore', playlistId: playlist.id, basedOn: playlist.revision, revision },
                { onSuccess: succeed },
              )
            }
          />
        )}
      </Stack>
    </div>
  );
}

/** Each occasion its own draft: one that was begun must not come up in another. */
function nameOfDraft(playlist: PlaylistView | undefined, model: PlaylistDraft | undefined): string {
  if (playlist !== undefined) return `playlist/${playlist.id}`;
  return model === undefined ? 'playlist/new' : `playlist/new/${model.name}`;
}

function SavedWords({ saved, screens }: { saved: SavedPlaylist; screens: readonly ScreenView[] }) {
  const { t } = useTranslation();
  return (
    <Stack gap={4} className="vx-ground-good" p="sm" bdrs="md">
      <Text fz="sm" fw={500}>
        <Sign name="good" /> {t('playlists.saved')}
      </Text>
      {saved.screens.map(({ screenId, programme, effectiveFrom }) => {
        const screen = screens.find(({ id }) => id === screenId);
        const time = timeText(effectiveFrom, screen?.zone ?? HOME_ZONE);
        return (
          <Text fz="sm" key={screenId}>
            {t('items.publishedTo', { screen: screen?.name ?? screenId, number: programme, time })}
          </Text>
        );
      })}
    </Stack>
  );
}

function RemoveButton({ playlist, onRemove }: { playlist: PlaylistView; onRemove: () => void }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('playlists.remove')}
      </Button>
    );
  }
  return (
    <Group gap="xs" role="group" aria-label={t('playlists.remove')}>
      <Text fz="sm">{t('playlists.removeWhat', { count: playlist.screenIds.length })}</Text>
      <Button color="red" onClick={onRemove}>
        {t('playlists.removeSure')}
      </Button>
      <Button variant="default" onClick={() => setAsking(false)}>
        {t('app.cancel')}
      </Button>
    </Group>
  );
}

/** Ten an hour on every screen, all day: what the city promises; the rest is for the person to say. */
export function newDraft(screens: readonly ScreenView[]): PlaylistDraft {
  return {
    name: '',
    category: 'propaganda',
    itemIds: [],
    guarantee: { showingsPerHour: 10, scope: 'per_item', placement: 'spread' },
    activity: {
      fromDate: null,
      untilDate: null,
      hours: [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 1440 }],
    },
    screenIds: screens.map(({ id }) => id),
  };
}
