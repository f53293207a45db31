// Starts the player's page with no network at all, where there is no agent. The page that the network gives is always
// preferred; the kept one is replaced only when every file of the new one is here too, so a cut in between leaves a whole
// page. It keeps nothing but the page itself: pictures, key and journal have a safer home.

// Its own world: the types of a worker are not those of a page.
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface WorkerFetch extends WorkerEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(name: 'fetch', listener: (event: WorkerFetch) => void): void;
}
const worker = self as unknown as Worker;

const CACHE = 'vongxoay-page-1';
/** A server that takes longer is as good as away: the wall is black meanwhile. */
const PATIENCE_MS = 4_000;

worker.addEventListener('install', (event) => {
  event.waitUntil(fetchPage().then(async () => await worker.skipWaiting()));
});
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(request.mode === 'navigate' ? answerPage() : answerFile(request));
});

async function answerPage(): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(worker.registration.scope);
  if (kept === undefined) return await fetch(worker.registration.scope);
  const fresh = await Promise.race([
    fetchPage().catch(() => null),
    new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS)),
  ]);
  return fresh ?? kept;
}

async function answerFile(request: Request): Promise<Response> {
  return (await (await caches.open(CACHE)).match(request, { ignoreSearch: true })) ?? (await fetch(request));
}

/** The page of the network, kept together with all its files. Rejects when any of them is not there. */
async function fetchPage(): Promise<Response> {
  const { scope } = worker.registration;
  const page = await fetch(scope, { cache: 'no-store' });
  if (!page.ok) throw new Error(`page answered ${page.status}`);
  const html = await page.clone().text();
  const files = [...html.matchAll(/(?:src|href)="([^":]+)"/g)].map(
    ([, path = '']) => new URL(path, scope).href,
  );
  const cache = await caches.open(CACHE);
  await cache.addAll(files);
  await cache.put(scope, page.clone());
  const wanted = new Set([scope, ...files]);
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
  return page;
}
