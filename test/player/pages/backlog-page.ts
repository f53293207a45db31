// The page as it hangs on the wall; it notes when its first picture stood on the canvas, and what the journal costs.
import './frame-probe.ts';
import { IndexedDbJournal } from '../../../player/indexeddb-journal.ts';
import '../../../player/main.ts';

declare global {
  interface Window {
    /** Since the page was asked for; null until then. */
    firstPictureMs: number | null;
    storesCounted: number;
    journalMs: { readonly read: number[]; readonly acknowledge: number[] };
  }
}

window.firstPictureMs = null;
window.storesCounted = 0;
const count: IDBObjectStore['count'] = IDBObjectStore.prototype.count;
IDBObjectStore.prototype.count = function (...args) {
  if (this.name === 'waiting' && this.transaction.db.name === 'vongxoay-journal') window.storesCounted += 1;
  return count.apply(this, args);
};

window.journalMs = { read: [], acknowledge: [] };
const { unacknowledged, acknowledge } = IndexedDbJournal.prototype;
IndexedDbJournal.prototype.unacknowledged = async function (key, limit) {
  const startedMs = performance.now();
  const entries = await unacknowledged.call(this, key, limit);
  if (entries.length > 1) window.journalMs.read.push(performance.now() - startedMs);
  return entries;
};
IndexedDbJournal.prototype.acknowledge = async function (...args) {
  const startedMs = performance.now();
  await acknowledge.apply(this, args);
  window.journalMs.acknowledge.push(performance.now() - startedMs);
};

function look(): void {
  const canvas = document.querySelector<HTMLCanvasElement>('#led');
  // Once it has its place, the player has asked for its context: whoever asks first decides what kind that is.
  const context = canvas !== null && canvas.style.width !== '' ? canvas.getContext('2d') : null;
  const data = context?.getImageData(0, 0, context.canvas.width, 1).data ?? [];
  if (data.some((value, index) => index % 4 !== 3 && value !== 0)) window.firstPictureMs = performance.now();
  else requestAnimationFrame(look);
}
look();
