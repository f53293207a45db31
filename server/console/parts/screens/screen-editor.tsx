// One screen: its facts, and what can be shown on its wall to put it right.

import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type SavedScreen, ScreenDraft } from '../../../../content/model/api/screens.ts';
import type { Screen } from '../../../../content/model/screen.ts';
import { isConflict } from '../../api.ts';
import { useKeptDraft } from '../../kept-draft.ts';
import { isSame, onTopOf } from '../../on-top.ts';
import { usePerson } from '../../person.ts';
import { OVERLAY_S, useChangeScreen, useShowOverlay } from '../../screen-queries.ts';
import { timeText } from '../../zone.ts';
import { OvertakenNotice } from '../overtaken-notice.tsx';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';
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
  const draft = kept?.draft ?? saved;
  const before = kept?.before ?? saved;
  const isDirty = screen === null || !isSame(draft, saved);
  const isOvertaken = screen !== null && isDirty && !isSame(before, saved);
  // What this person left alone follows what was saved meanwhile, and is no difference.
  const mine = isOvertaken ? onTopOf(saved, before, draft) : draft;
  const isResized =
    screen !== null && (draft.widthPx !== screen.widthPx || draft.heightPx !== screen.heightPx);
  const change = useChangeScreen();
  const [done, setDone] = useState<SavedScreen | null>(null);
  const save = () =>
    change.mutate(
      screen === null
        ? { kind: 'create', draft }
        : { kind: 'save', before: { ...before, id: screen.id }, draft },
      {
        onSuccess: (result) => {
          drop();
          setDone(result);
          onSaved(result.screen.id);
        },
      },
    );
  return (
    <Panel title={screen?.name ?? t('screens.new')}>
      <Stack gap="lg">
        {screen !== null && mayEdit && <WallTools screen={screen} />}
        <fieldset disabled={!mayEdit} style={{ border: 0, margin: 0, padding: 0, minInlineSize: 0 }}>
          <ScreenForm
            draft={draft}
            mayMandate={person.roles.includes('admin')}
            onChange={(next) => {
              setDone(null);
              keep({ before, draft: next });
            }}
          />
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
                ? t('screens.savedWaiting', { count: done.waiting })
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

function WallTools({ screen }: { screen: Screen }) {
  const { t } = useTranslation();
  const show = useShowOverlay();
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          variant="default"
          onClick={() => show.mutate({ screenId: screen.id, overlay: 'identify', number: 1 })}
        >
          {t('screens.identify')}
        </Button>
        <Button variant="default" onClick={() => show.mutate({ screenId: screen.id, overlay: 'test_card' })}>
          {t('screens.testCard')}
        </Button>
        <Button variant="default" onClick={() => show.mutate({ screenId: screen.id, overlay: 'check_code' })}>
          {t('screens.checkCode')}
        </Button>
      </Group>
      <div aria-live="polite">
        {show.error !== null && <ProblemNotice problem={show.error} />}
        {show.isSuccess && <Text fz="sm">{t('screens.overlayOn', { seconds: OVERLAY_S })}</Text>}
      </div>
    </Stack>
  );
}
