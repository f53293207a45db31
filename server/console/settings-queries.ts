// What the console asks and changes about the installation itself.

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { OrganisationDraft } from '../../content/model/api/settings.ts';
import type { OrganisationName } from '../../content/model/seed.ts';
import { call } from './api.ts';
import { screensQuery } from './queries.ts';

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => call('readSettings', {}, signal),
});

export function useSaveOrganisation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { before: OrganisationName[]; names: OrganisationDraft[] }) =>
      call('saveOrganisation', { body }),
    onSettled: () =>
      Promise.all(
        [settingsQuery.queryKey, screensQuery.queryKey].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
