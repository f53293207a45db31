// One screen: its facts, and what can be shown on its wall to put it right.

import { Button, Group, Stack, Text } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type SavedScreen, ScreenDraft } from '../../../../content/model/api/screens.ts';
import type { OverlayKind, OverlayPlace } from '../../../../content/model/protocol.ts';
import type { Screen } from '../../../../content/model/screen.ts';
import { isConflict } from '../../api.ts';
import { useKeptDraft } from '../../kept-draft.ts';
import { isSame, standingOf } from '../../on-top.ts';
import { usePerson } from '../../person.ts';
import { OVERLAY_S, type OverlayWish, useChangeScreen, useShowOverlay } from '../../screen-queries.ts';
import { timeText } from '../../zone.ts';
import { OvertakenNotice } from '../overtaken-notice.tsx';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';
import { NudgePad } from './nudge-pad.tsx';
import { screenDifferences } from './screen-difference.ts';
import { ScreenForm } from './screen-form.tsx';

/** A draft on its way may lack a name; `before` is the screen as it was when the first letter was typed. */
const KeptScreen = z.strictObject({ before: ScreenDraft, draft: ScreenDraft.extend({ name: z.string() }) });

interface ScreenEditorProps {
  /** Null: a new one. */
  readonly screen: Screen | null;
  /** What a new one starts from. */
  readonly model: ScreenDraft;
  readonly onSaved: (screenId: string) => void;
}

export function ScreenEditor({ screen, model, onSaved }: ScreenEditorProps) {
  const { t } = useTranslation();
  const person = usePerson();
  const mayEdit = person.roles.some((role) => role === 'operator' || role === 'admin');
  const saved = screen === null ? model : ScreenDraft.strip().parse(screen);
  const { draft: kept, keep, drop } = useKeptDraft(`screen/${screen?.id ?? 'new'}`, KeptScreen);
  const { draft, before, isDirty, isOvertaken, mine } = standingOf(kept, saved, screen === null);
  const isResized =
    screen !== null && (draft.widthPx !== screen.widthPx || draft.heightPx !== screen.heightPx);
  const { offsetXPx, offsetYPx } = saved;
  const isOnlyMoved = isDirty && isSame({ ...draft, offsetXPx, offsetYPx }, saved);
  const change = useChangeScreen();
  const wall = useWall(screen?.id ?? '');
  const [done, setDone] = useState<SavedScreen | null>(null);
  const edit = (next: ScreenDraft) => {
    setDone(null);
    keep({ before, draft: next });
  };
  const save = () =>
    change.mutate(
      screen === null
        ? { kind: 'create', draft }
        : { kind: 'save', before: { ...before, id: screen.id }, draft },
      {
        onSuccess: (result) => {
          drop();
          wall.takeAway();
          setDone(result);
          onSaved(result.screen.id);
        },
      },
    );
  return (
    <Panel title={screen?.name ?? t('screens.new')}>
      <Stack gap="lg">
        {screen !== null && mayEdit && (
          <WallTools
            wall={wall}
            place={{ offsetXPx: draft.offsetXPx, offsetYPx: draft.offsetYPx }}
            onMove={(place) => edit({ ...draft, ...place })}
          >
            {isOnlyMoved && !isOvertaken && (
              <Button w="fit-content" onClick={save} loading={change.isPending}>
                {t('screens.savePlace')}
              </Button>
            )}
          </WallTools>
        )}
        <fieldset disabled={!mayEdit} style={{ border: 0, margin: 0, padding: 0, minInlineSize: 0 }}>
          <ScreenForm draft={draft} mayMandate={person.roles.includes('admin')} onChange={edit} />
        </fieldset>
        {(isResized || screen === null) && (
          <Text fz="sm" className="vx-warn">
            <Sign name="warn" /> {t('screens.newCanvas')}
          </Text>
        )}
        {isOvertaken && (
          <OvertakenNotice
            lead={t('overtaken.lead')}
            theirs={t('overtaken.theirs')}
            differences={screenDifferences(t, mine, saved)}
            onKeepMine={() => {
              keep({ before: saved, draft: mine });
              change.reset();
            }}
            onTakeTheirs={() => {
              drop();
              change.reset();
            }}
          />
        )}
        {change.error !== null && !(isOvertaken && isConflict(change.error)) && (
          <ProblemNotice problem={change.error} />
        )}
        {mayEdit && (
          <Group gap="sm">
            <Button
              onClick={save}
              loading={change.isPending}
              disabled={!isDirty || isOvertaken || draft.name.trim() === ''}
            >
              {t(screen === null ? 'screens.create' : 'screens.save')}
            </Button>
            {kept !== null && (
              <Button variant="default" onClick={drop}>
                {t('playlists.giveUp')}
              </Button>
            )}
          </Group>
        )}
        <div aria-live="polite">
          {done !== null && (
            <Text fz="sm" className="vx-good">
              <Sign name="good" />{' '}
              {done.published === null
                ? t(done.waiting === 0 ? 'screens.savedEmpty' : 'screens.savedWaiting', {
                    count: done.waiting,
                  })
                : t('screens.savedPublished', {
                    number: done.published.programme,
                    time: timeText(done.published.effectiveFrom, done.screen.zone),
                  })}
            </Text>
          )}
        </div>
      </Stack>
    </Panel>
  );
}

interface Wall {
  /** What was laid there last; it may have gone by itself since. */
  readonly shown: OverlayKind | null;
  readonly problem: unknown;
  readonly show: (wish: Omit<OverlayWish, 'screenId'>) => void;
  readonly takeAway: () => void;
}

/** What lies on the wall because somebody here asked for it. */
function useWall(screenId: string): Wall {
  const { mutate, error } = useShowOverlay();
  const [shown, setShown] = useState<OverlayKind | null>(null);
  return {
    shown,
    problem: error,
    show: (wish) =>
      mutate(
        { screenId, ...wish },
        { onSuccess: () => setShown(wish.overlay), onError: () => setShown(null) },
      ),
    takeAway() {
      if (shown === null) return;
      mutate({ screenId, overlay: shown, forSeconds: 0 }, { onSuccess: () => setShown(null) });
    },
  };
}

interface WallToolsProps {
  readonly wall: Wall;
  readonly place: OverlayPlace;
  readonly onMove: (place: OverlayPlace) => void;
  /** The way to keep a place that was tried out, beside where it is tried. */
  readonly children: ReactNode;
}

/** A held arrow key asks the wall this often at most. */
const PUSH_MS = 150;

function WallTools({ wall: { shown, problem, show, takeAway }, place, onMove, children }: WallToolsProps) {
  const { t } = useTranslation();
  const push = useDebouncedCallback((to: OverlayPlace) => show({ overlay: 'test_card', place: to }), PUSH_MS);
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button variant="default" onClick={() => show({ overlay: 'identify', number: 1 })}>
          {t('screens.identify')}
        </Button>
        <Button variant="default" onClick={() => show({ overlay: 'test_card', place })}>
          {t('screens.testCard')}
        </Button>
        <Button variant="default" onClick={() => show({ overlay: 'check_code' })}>
          {t('screens.checkCode')}
        </Button>
      </Group>
      <div aria-live="polite">
        {problem !== null && <ProblemNotice problem={problem} />}
        {shown !== null && (
          <Group gap="sm">
            <Text fz="sm">{t('screens.overlayOn', { seconds: OVERLAY_S })}</Text>
            <Button size="compact-sm" variant="default" onClick={takeAway}>
              {t('screens.takeAway')}
            </Button>
          </Group>
        )}
        {shown === 'test_card' && (
          <Text fz="sm" fw={500}>
            {t('screens.seesEdges')}
          </Text>
        )}
      </div>
      <NudgePad
        place={place}
        onChange={(to) => {
          onMove(to);
          push(to);
        }}
      />
      {children}
    </Stack>
  );
}
