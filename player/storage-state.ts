// What the browser says of its storage: measured at each boot and now and then, never planned with.

/** Nothing on plain http. */
export async function measureStorage(): Promise<{ usedBytes?: number; freeBytes?: number }> {
  // Absent on plain http, whatever its type says.
  const manager: StorageManager | undefined = navigator.storage;
  const { usage, quota } = (await manager?.estimate().catch(() => undefined)) ?? {};
  if (usage === undefined || quota === undefined) return {};
  return { usedBytes: Math.round(usage), freeBytes: Math.max(0, Math.round(quota - usage)) };
}

/** Does this page start with no network? A worker that controls it says so. */
export function hasServiceWorker(): boolean {
  const container: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  return container !== undefined && container.controller !== null;
}

/** Memory of the page's scripts, where the browser tells. */
export function measureMemory(): { usedBytes: number; mostBytes: number } | null {
  const { memory } = performance as Performance & {
    memory?: { usedJSHeapSize: number; jsHeapSizeLimit: number };
  };
  return memory === undefined
    ? null
    : { usedBytes: memory.usedJSHeapSize, mostBytes: memory.jsHeapSizeLimit };
}
