// Nhường màn hình at the PC itself: a form that the agent serves, for whoever stands there. The agent hands it to the
// player, which records it, steps aside and comes back by itself.

import { z } from 'zod';
import { askAgent } from './agent-home.ts';
import { YieldForm } from './companion.ts';

// Our pages forbid code made from text, which is how zod is fast otherwise.
z.config({ jitless: true });

const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
const NOBODY = 'Trình phát chưa chạy. Hãy chờ màn hình sáng rồi thử lại.';
const UNREACHED = 'Phần mềm nền không trả lời. Hãy thử lại.';

function elementOf<T extends HTMLElement>(selector: string, type: new () => T): T {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`page lacks ${selector}`);
  return element;
}

const state = elementOf('#state', HTMLParagraphElement);
const form = elementOf('#form', HTMLFormElement);
const end = elementOf('#end', HTMLButtonElement);
const clock = new Intl.DateTimeFormat('vi', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

async function look(): Promise<void> {
  const { yielded } = await askAgent('readOutlook', {});
  form.hidden = yielded !== null;
  end.hidden = yielded === null;
  if (yielded === null) {
    if (state.dataset['kind'] === 'yielded') state.textContent = 'Màn hình đã trở lại.';
    state.dataset['kind'] = '';
    return;
  }
  const minutes = Math.max(1, Math.ceil(yielded.leftMs / MINUTE_MS));
  state.textContent = `Đang nhường cho ${yielded.recipient} đến ${clock.format(yielded.until)} (còn ${minutes} phút).`;
  state.dataset['kind'] = 'yielded';
}

/** Says why when it was not done. */
async function act(what: () => Promise<boolean>): Promise<void> {
  const done = await what().catch(() => null);
  state.textContent = done === null ? UNREACHED : done ? 'Đã nhận.' : NOBODY;
  await look().catch(() => {});
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const values = new FormData(form);
  const text = (name: string): string => {
    const value = values.get(name);
    return typeof value === 'string' ? value.normalize('NFC') : '';
  };
  const filled = YieldForm.safeParse({
    recipient: text('recipient'),
    reason: text('reason'),
    by: text('by'),
    durationMs: Number(text('minutes')) * MINUTE_MS,
  });
  if (filled.success) void act(async () => await askAgent('declareYield', filled.data));
  else state.textContent = 'Hãy điền đủ ba ô.';
});
end.addEventListener('click', () => void act(async () => await askAgent('endYield', {})));

setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
void look().catch(() => {});
