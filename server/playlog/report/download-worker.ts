// The thread in which a download is made. Gets its task with its start, tells how far it is, and ends.

import { parentPort, workerData } from 'node:worker_threads';
import { type DownloadTask, makeDownload } from './make-download.ts';
import type { WorkerMessage } from './run-download.ts';

const say = (message: WorkerMessage): void => parentPort?.postMessage(message, []);

let told = -1;
const made = await makeDownload(workerData as DownloadTask, (percent) => {
  if (percent <= told) return;
  told = percent;
  say({ kind: 'percent', percent });
});
say({ kind: 'made', made });
