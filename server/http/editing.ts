// The desk over HTTP: writing, submitting, approving, the trash, handing over. Every deed leaves before and after in the
// audit trail.

import type { EDITING_ROUTES, ItemFile } from '../../content/model/api/editing.ts';
import type { HANDOVER_ROUTES, Handover } from '../../content/model/api/handovers.ts';
import type { Library } from '../library/library.ts';
import { approveVersions, returnVersion, waitingItems } from '../library/approval.ts';
import { thaw } from '../library/editorial.ts';
import { dutiesIn, handOver } from '../library/handover.ts';
import { trashedItems } from '../library/items.ts';
import type { Handlers } from './mount.ts';

type DeskRoutes = keyof typeof EDITING_ROUTES | keyof typeof HANDOVER_ROUTES;

export function deskHandlers(library: Library): Pick<Handlers, DeskRoutes> {
  const { documents, desk, publishing } = library;
  return {
    readItem: ({ params, person }) => desk.read(params.itemId, person),
    previewItem: ({ body, at }) => desk.preview(body, at),
    async createItem({ body, person, at, note }) {
      const file = await desk.create(body, person, at);
      note({ on: { itemId: file.id }, after: briefOf(file) });
      return file;
    },
    async saveItem({ params, body, person, at, note }) {
      note({ before: briefOf(desk.read(params.itemId, person)) });
      const file = await desk.save(params.itemId, body.draft, { by: person, at, basedOn: body.basedOn });
      note({ after: briefOf(file) });
      return file;
    },
    async submitItem({ params, body, person, at, note }) {
      const file = await desk.submit(params.itemId, body.version, person, at);
      note({ after: { version: body.version, state: 'pending' } });
      return file;
    },
    async restoreVersion({ params, body, person, at, note }) {
      note({ before: briefOf(desk.read(params.itemId, person)) });
      const edit = { by: person, at, basedOn: body.basedOn };
      const file = await desk.restore(params.itemId, body.version, edit);
      note({ after: briefOf(file) });
      return file;
    },
    async removeItem({ params, body, person, at, note }) {
      note({ before: briefOf(desk.read(params.itemId, person)) });
      const edit = { by: person, at, basedOn: body.basedOn };
      const published = await desk.remove(params.itemId, body.takeOut, edit);
      note({ after: { removedAt: at, takenOut: body.takeOut, screens: published.screens } });
      return published;
    },
    async recoverItem({ params, person, at, note }) {
      const file = await desk.recover(params.itemId, person, at);
      note({ after: briefOf(file) });
      return file;
    },
    async attachScan({ params, body, person, at, note }) {
      const file = await desk.attachScan(params.itemId, body.version, body.sha256, person, at);
      note({ after: body });
      return file;
    },
    listTrash: () => trashedItems(documents.data),
    listWaiting: ({ person }) => waitingItems(documents.data, person),
    async approveItem({ params, body, person, at, note }) {
      const { itemId } = params;
      const published = await approveVersions(publishing, [{ itemId, ...body }], person, at);
      note({ after: { version: body.version, state: 'approved', screens: published.screens } });
      desk.changed.announce({ itemId });
      return published;
    },
    async approveItems({ body, person, at, note }) {
      const published = await approveVersions(publishing, body.versions, person, at);
      note({ after: { approved: body.versions, screens: published.screens } });
      for (const { itemId } of body.versions) desk.changed.announce({ itemId });
      return published;
    },
    async returnItem({ params, body, person, at, note }) {
      const { itemId } = params;
      const { version, reason } = body;
      await documents.transact((draft) => returnVersion(draft, { itemId, version }, reason, person, at));
      note({ after: { version, state: 'returned', reason } });
      desk.changed.announce({ itemId });
      return desk.file(itemId);
    },
    readApprovalPolicy: () => ({ ...documents.data.approvalPolicy }),
    async setApprovalPolicy({ body, note }) {
      note({ before: { ...documents.data.approvalPolicy }, after: body });
      await documents.transact((draft) => {
        Object.assign(draft.approvalPolicy, body);
      });
      return { ...documents.data.approvalPolicy };
    },
    listDuties: () => dutiesIn(documents.data),
    listHandovers: () => thaw<Handover[]>(documents.data.handovers),
    async handOver({ body, person, at, note }) {
      const handover = await handOver(documents, body, person, at);
      note({ after: handover });
      return handover;
    },
  };
}

/** What the trail keeps of an item: its words and states, not its pictures. */
function briefOf({ title, category, purpose, revision, versions }: ItemFile): object {
  const newest = versions.at(-1);
  return {
    title,
    category,
    purpose,
    revision,
    version: newest?.version,
    state: newest?.state,
    content: newest?.content,
    durationMs: newest?.durationMs,
    grounds: newest?.grounds,
  };
}
