// Starts the worker of a download and waits for it. A download that fails or runs out of memory ends its own thread only.

import { Worker } from 'node:worker_threads';
import type { DownloadTask, MadeDownload } from './make-download.ts';

export type WorkerMessage = { kind: 'percent'; percent: number } | { kind: 'made'; made: MadeDownload };

/** Compiled, the worker is JavaScript like us; from source it has to load its loader before itself. */
const IS_SOURCE = import.meta.url.endsWith('.ts');
const SCRIPT = new URL(IS_SOURCE ? './download-worker.ts' : './download-worker.js', import.meta.url);
const FROM_SOURCE = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(SCRIPT.href)}); });`;

export interface RunningDownload {
  readonly made: Promise<MadeDownload>;
  stop(): Promise<unknown>;
}

/** Short-lived objects: a larger room for them is filled, whatever the length of the period, and no work gets faster. */
export const YOUNG_GENERATION_MB = 12;
/**
 * A workbook of its most rows takes half of it. Under such a limit V8 collects before twice as much is held as after the last
 * collection, without one at four times: what a long period leaves behind does not pile up before the first look.
 */
export const OLD_GENERATION_MB = 1_024;

export function runDownload(task: DownloadTask, onPercent: (percent: number) => void): RunningDownload {
  const resourceLimits = {
    maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    maxOldGenerationSizeMb: OLD_GENERATION_MB,
  };
  const worker = IS_SOURCE
    ? new Worker(FROM_SOURCE, { eval: true, workerData: task, resourceLimits })
    : new Worker(SCRIPT, { workerData: task, resourceLimits });
  const made = new Promise<MadeDownload>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'percent') onPercent(message.percent);
      else resolve(message.made);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`the download ended with code ${code}`)));
  });
  return { made, stop: () => worker.terminate() };
}
