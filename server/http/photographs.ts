// Dated photographs over HTTP: taken in, matched against the ledger each time they are shown.

import type { PHOTOGRAPH_ROUTES } from '../../content/model/api/photographs.ts';
import { CodedError } from '../../content/model/errors.ts';
import { DAY_MS } from '../../content/model/instant.ts';
import type { Photograph } from '../../content/model/photograph.ts';
import type { Library } from '../library/library.ts';
import { LedgerReader } from '../playlog/ledger-view.ts';
import { matchPhotographs } from '../playlog/photograph-evidence.ts';
import type { Playlog } from '../playlog/playlog.ts';
import { sha256Hex } from '../store/digest.ts';
import { takePhotograph } from '../studio/photograph-intake.ts';
import type { FileReply, Handlers } from './mount.ts';

/** No clock of a telephone is that far ahead. */
const MOST_AHEAD_MS = DAY_MS;

export function photographHandlers(
  { screens, photographs }: Library,
  playlog: Playlog,
): Pick<Handlers, keyof typeof PHOTOGRAPH_ROUTES> {
  const readerOf = async (screenId: string) => new LedgerReader(await playlog.viewOf(screenId), sha256Hex);
  return {
    async uploadPhotograph({ params, query, upload, person, at, note }) {
      const screen = screens.require(params.screenId).id;
      const parts: Uint8Array[] = [];
      for await (const part of upload) parts.push(part);
      const rules = screens.zoneRules(screen);
      const taken = await takePhotograph(Buffer.concat(parts), query.name, rules);
      const takenAt = taken.takenAt ?? query.takenAt;
      if (takenAt === undefined) {
        throw new CodedError(
          'BAD_REQUEST',
          'Tệp không còn giờ chụp (gửi qua ứng dụng nhắn tin thường làm mất). Hãy ghi giờ chụp hoặc tải ảnh gốc.',
        );
      }
      if (takenAt > at + MOST_AHEAD_MS) {
        throw new CodedError('BAD_REQUEST', 'Giờ chụp ở tương lai. Hãy kiểm tra đồng hồ của máy ảnh.');
      }
      const photograph: Photograph = {
        sha256: sha256Hex(taken.jpeg),
        screen,
        code: query.code,
        takenAt,
        takenFrom: taken.takenAt === null ? 'person' : 'camera',
        widthPx: taken.widthPx,
        heightPx: taken.heightPx,
        bytes: taken.jpeg.byteLength,
        uploadedAt: at,
        by: { id: person.id, name: person.name },
      };
      await photographs.keep(photograph, taken.jpeg);
      const [view] = await matchPhotographs(await readerOf(screen), [photograph]);
      note({ after: { ...photograph, match: view?.match?.record ?? null } });
      return view ?? { ...photograph, match: null };
    },
    async listPhotographs({ params, query }) {
      const { from = 0, to = Number.MAX_SAFE_INTEGER } = query;
      screens.require(params.screenId);
      const found = await photographs.list(params.screenId, from, to);
      return found.length === 0 ? [] : matchPhotographs(await readerOf(params.screenId), found);
    },
    async readPhotograph({ params }): Promise<FileReply> {
      screens.require(params.screenId);
      const content = await photographs.read(params.screenId, params.sha256);
      return { mime: 'image/jpeg', keep: 'private', content };
    },
  };
}
