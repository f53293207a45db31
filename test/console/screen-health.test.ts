// What the first page says is wrong with a screen, from what the agent on its PC reports.

import { describe, expect, it } from 'vitest';
import type { ScreenView } from '../../content/model/api.ts';
import { type AgentReport, PlayerState } from '../../content/model/protocol.ts';
import { findConcerns } from '../../server/console/screen-health.ts';
import vi from '../../server/console/words/vi.json';

const AT = 1_790_000_000_000;
const FINE: AgentReport = { covers: [], revivals: 0, restarts: 0, isFailing: false };

function screenWith(agent: AgentReport, role: 'slot' | 'yield' = 'slot', visible = true): ScreenView {
  const showing = {
    role,
    item: 'a',
    version: 1,
    title: '',
    asset: null,
    pixels: null,
    startedAt: AT,
    untilAt: AT,
  };
  return {
    id: 'vong-xoay',
    name: 'Vòng xoay',
    widthPx: 640,
    heightPx: 384,
    pitchUm: 10_000,
    viewingDistanceM: 40,
    zone: 'Asia/Ho_Chi_Minh',
    organisation: 'UBND',
    programme: { number: 1, effectiveFrom: AT, receipt: 'on_screen' },
    player: {
      enrolled: true,
      connected: true,
      lastSeenAt: AT,
      state: {
        showing,
        programme: 1,
        visible,
        clock: { state: 'synced', offsetMs: 0, uncertaintyMs: 1 },
        pending: 0,
        agent,
        storage: { persisted: true, secureContext: true, home: 'agent' },
      },
    },
    hour: { from: AT, to: AT + 1 },
    open: true,
    accounts: [],
    pace: {},
    slots: {},
  };
}

describe('concerns of a screen with an agent', () => {
  it('name a second machine with the same key for an hour after it was seen', () => {
    const view = screenWith(FINE);
    const seenAgo = (ms: number) => ({ ...view, player: { ...view.player, conflictAt: AT - ms } });
    expect(findConcerns(seenAgo(60_000), AT)).toEqual([{ kind: 'two_players', tone: 'bad', forMs: 60_000 }]);
    expect(findConcerns(seenAgo(3_600_000), AT)).toEqual([]);
  });

  it('name a disk that has no room for records', () => {
    const view = screenWith(FINE);
    const { state } = view.player;
    if (state === null) throw new Error('a state');
    const full = { ...state, storage: { ...state.storage, full: true } };
    const concerns = findConcerns({ ...view, player: { ...view.player, state: full } }, AT);
    expect(concerns).toEqual([{ kind: 'storage_full', tone: 'bad', count: 0 }]);
  });

  it('name the items that the machine cannot show, and those that it has set aside, with what to do', () => {
    const view = screenWith(FINE);
    const { state } = view.player;
    if (state === null) throw new Error('a state');
    const broken = [
      { item: 'phim', version: 2, title: 'Phim giới thiệu', why: 'cannot_be_shown' },
      { item: 'anh', version: 1, title: 'Ảnh chợ nổi', why: 'cannot_be_shown' },
      { item: 'xau', version: 1, title: 'Nội dung xấu', why: 'set_aside' },
    ] as const;
    const player = { ...view.player, state: PlayerState.parse({ ...state, broken }) };
    const concerns = findConcerns({ ...view, player }, AT);
    expect(concerns).toEqual([
      { kind: 'content_broken', tone: 'bad', what: '“Phim giới thiệu”, “Ảnh chợ nổi”' },
      { kind: 'content_set_aside', tone: 'bad', what: '“Nội dung xấu”' },
    ]);
    for (const { kind } of concerns) {
      const words: Record<string, { say: string; next: string }> = vi.concern;
      expect(words[kind]?.say).toContain('{{what}}');
      expect(words[kind]?.next).toMatch(/nội dung này.*gửi duyệt/);
    }
  });

  it('are none when nothing lies on the picture and the browser stays up', () => {
    expect(findConcerns(screenWith(FINE), AT)).toEqual([]);
  });

  it('name the window that lies on the picture', () => {
    const covered = screenWith({ ...FINE, covers: ['ViPlex', 'TeamViewer'] });
    expect(findConcerns(covered, AT)).toEqual([{ kind: 'covered', tone: 'bad', what: 'ViPlex, TeamViewer' }]);
  });

  it('say that nobody looks where the agent cannot, except while the screen is given away', () => {
    const unseen = { ...FINE, covers: null };
    expect(findConcerns(screenWith(unseen), AT)).toEqual([{ kind: 'desktop_unseen', tone: 'warn' }]);
    expect(findConcerns(screenWith(unseen, 'yield', false), AT)).toEqual([]);
  });

  it('say aloud that the browser does not stay up', () => {
    const failing = screenWith({ ...FINE, restarts: 3, isFailing: true });
    expect(findConcerns(failing, AT)).toEqual([{ kind: 'browser_failing', tone: 'bad', count: 3 }]);
  });

  it('do not call a screen covered or hidden that was given away', () => {
    const yielded = screenWith({ ...FINE, covers: ['không thấy cửa sổ của trình phát'] }, 'yield', false);
    expect(findConcerns(yielded, AT)).toEqual([]);
  });
});
