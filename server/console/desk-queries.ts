// Questions and changes of the desk: items with their versions, approvals, trash, interruptions, handovers. Every change
// ends in the same query cache that live pushes end in.

import type { z } from 'zod';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ItemDraft, ItemFile } from '../../content/model/api/editing.ts';
import type { ROUTES } from '../../content/model/api.ts';
import { call } from './api.ts';
import { type Binned, binItems, type BinnedItem } from './item-bin.ts';
import { uploadFile } from './upload.ts';

export const waitingQuery = queryOptions({
  queryKey: ['waiting'],
  queryFn: ({ signal }) => call('listWaiting', {}, signal),
});

export const trashQuery = queryOptions({
  queryKey: ['trash'],
  queryFn: ({ signal }) => call('listTrash', {}, signal),
});

export const approvalPolicyQuery = queryOptions({
  queryKey: ['approval-policy'],
  queryFn: ({ signal }) => call('readApprovalPolicy', {}, signal),
});

export const dutiesQuery = queryOptions({
  queryKey: ['duties'],
  queryFn: ({ signal }) => call('listDuties', {}, signal),
});

export const handoversQuery = queryOptions({
  queryKey: ['handovers'],
  queryFn: ({ signal }) => call('listHandovers', {}, signal),
});

export function itemQuery(itemId: string) {
  return queryOptions({
    queryKey: ['item', itemId],
    queryFn: ({ signal }) => call('readItem', { params: { itemId } }, signal),
  });
}

/** The same words always give the same picture: kept as long as the page is open. */
export function previewQuery(wanted: Pick<ItemDraft, 'content' | 'durationMs'>, enabled: boolean) {
  return queryOptions({
    queryKey: ['preview', wanted],
    queryFn: ({ signal }) => call('previewItem', { body: wanted }, signal),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: (before) => before,
  });
}

const TOUCHED = ['items', 'item', 'waiting', 'trash', 'screens', 'playlists'] as const;

/**
 * A change of the desk; afterwards everything it may have touched is asked again. `onDone` belongs here and not to the
 * click: by then what was changed may have left the page.
 */
function useDeskChange<Given, Reply>(
  change: (given: Given) => Promise<Reply>,
  onDone?: (reply: Reply) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (reply) => onDone?.(reply),
    onSettled: async () => {
      for (const key of TOUCHED) await client.invalidateQueries({ queryKey: [key] });
    },
  });
}

/** `basedOn` null: a new item. */
export function useSaveItem() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (given: {
      itemId: string | null;
      basedOn: number;
      draft: ItemDraft;
    }): Promise<ItemFile> => {
      const { itemId, basedOn, draft } = given;
      if (itemId === null) return await call('createItem', { body: draft });
      return await call('saveItem', { params: { itemId }, body: { basedOn, draft } });
    },
    onSuccess: async (file) => {
      client.setQueryData(itemQuery(file.id).queryKey, file);
      await client.invalidateQueries({ queryKey: ['items'] });
    },
  });
}

interface OneVersion {
  readonly itemId: string;
  readonly version: number;
}

const submit = ({ itemId, version }: OneVersion) =>
  call('submitItem', { params: { itemId }, body: { version } });

export function useSubmitItem() {
  return useDeskChange(submit);
}

/** One after the other, up to the first that is refused. Resolves to how many. */
export function useSubmitItems(onSubmitted: (count: number) => void) {
  return useDeskChange(async (versions: readonly OneVersion[]) => {
    for (const version of versions) await submit(version);
    return versions.length;
  }, onSubmitted);
}

export function useRestoreVersion() {
  return useDeskChange((given: { itemId: string; basedOn: number; version: number }) => {
    const { itemId, ...body } = given;
    return call('restoreVersion', { params: { itemId }, body });
  });
}

/** Sends the picture of the signed form and ties it to the version it was signed for. */
export function useAttachScan() {
  return useDeskChange(async ({ itemId, version, file }: { itemId: string; version: number; file: File }) => {
    const { sha256 } = await uploadFile(file, file.name, () => undefined);
    return await call('attachScan', { params: { itemId }, body: { version, sha256 } });
  });
}

export function useBinItems(onBinned: (binned: Binned) => void) {
  return useDeskChange(
    ({ items, takeOut }: { items: readonly BinnedItem[]; takeOut: boolean }) => binItems(items, takeOut),
    onBinned,
  );
}

export function useRecoverItem() {
  return useDeskChange((itemId: string) => call('recoverItem', { params: { itemId } }));
}

export function useApproveVersions() {
  return useDeskChange((versions: { itemId: string; version: number }[]) =>
    call('approveItems', { body: { versions } }),
  );
}

export function useReturnVersion(onReturned: () => void) {
  return useDeskChange((given: { itemId: string; version: number; reason: string }) => {
    const { itemId, ...body } = given;
    return call('returnItem', { params: { itemId }, body });
  }, onReturned);
}

export function useSetApprovalPolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Parameters<typeof call<'setApprovalPolicy'>>[1]['body']) =>
      call('setApprovalPolicy', { body }),
    onSuccess: (policy) => client.setQueryData(approvalPolicyQuery.queryKey, policy),
  });
}

export function useHandOver() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { fromId: string; toId: string; note: string }) => call('handOver', { body }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['duties'] });
      await client.invalidateQueries({ queryKey: ['handovers'] });
    },
  });
}

type Urgent = 'orderNotice' | 'orderBlackout' | 'orderSuspension' | 'orderYield';
type UrgentBody<N extends Urgent> = z.output<(typeof ROUTES)[N]['body']>;

/** Orders an interruption; what became of it is read from the list. */
export function useOrder<N extends Urgent>(name: N) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UrgentBody<N>) => call(name, { body } as Parameters<typeof call<N>>[1]),
    onSettled: async () => client.invalidateQueries({ queryKey: ['interruptions'] }),
  });
}

export function useReviseInterruption() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ interruptionId, minutes }: { interruptionId: string; minutes: number }) =>
      call('reviseInterruption', { params: { interruptionId }, body: { minutes } }),
    onSettled: async () => client.invalidateQueries({ queryKey: ['interruptions'] }),
  });
}
