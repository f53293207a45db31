// The names of the office, each with the day it begins: reports of a period carry the name of that period, so a name whose
// time is over is not edited any more.

import { canonicalJson } from '../../content/model/canonical.ts';
import type { OrganisationDraft } from '../../content/model/api/settings.ts';
import { CodedError } from '../../content/model/errors.ts';
import { dayBefore } from '../../content/model/instant.ts';
import type { Organisation, OrganisationName } from '../../content/model/seed.ts';
import { type EditorialDocuments, thaw } from './editorial.ts';

/**
 * The names in their order, each ending the day before the next begins. Throws BAD_REQUEST for two that begin on one
 * day, and when a name that was over before `today` is not left as it was.
 */
export function namesOf(
  before: readonly OrganisationName[],
  drafts: readonly OrganisationDraft[],
  today: string,
): OrganisationName[] {
  const sorted = [...drafts].sort((a, b) => (a.fromDate < b.fromDate ? -1 : 1));
  const names = sorted.map((draft, index): OrganisationName => {
    const next = sorted[index + 1];
    if (next?.fromDate === draft.fromDate) {
      throw new CodedError('BAD_REQUEST', 'Hai tên không được bắt đầu cùng một ngày.');
    }
    return {
      ...draft,
      capsName: draft.name.toLocaleUpperCase('vi'),
      untilDate: next === undefined ? null : dayBefore(next.fromDate),
    };
  });
  for (const past of before) {
    if (past.untilDate === null || past.untilDate >= today) continue;
    const kept = names.find(({ fromDate }) => fromDate === past.fromDate);
    if (kept === undefined || canonicalJson(kept) !== canonicalJson(past)) {
      throw new CodedError(
        'BAD_REQUEST',
        `“${past.name}” đã hết thời gian dùng nên không sửa được: báo cáo của thời gian đó giữ tên này.`,
      );
    }
  }
  const changed = names.find(
    ({ fromDate }) => fromDate < today && !before.some((known) => known.fromDate === fromDate),
  );
  if (changed !== undefined) {
    throw new CodedError('BAD_REQUEST', 'Tên mới phải bắt đầu từ hôm nay trở đi.');
  }
  return names;
}

/** Throws CONFLICT when somebody saved in between, and what `namesOf` throws. */
export async function saveOrganisation(
  documents: EditorialDocuments,
  { before, names }: { before: readonly OrganisationName[]; names: readonly OrganisationDraft[] },
  today: string,
): Promise<Organisation> {
  return await documents.transact((draft) => {
    const { organisation } = draft;
    if (organisation === null) throw new CodedError('NOT_FOUND');
    if (canonicalJson(organisation.names) !== canonicalJson(before)) {
      throw new CodedError('CONFLICT', 'Có người vừa đổi tên đơn vị. Hãy xem lại rồi lưu.');
    }
    organisation.names = namesOf(organisation.names, names, today);
    return thaw<Organisation>(organisation);
  });
}
