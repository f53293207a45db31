// What the console asks and changes about the installation itself.

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { WebhookDraft } from '../../content/model/api/alerts.ts';
import type { OrganisationDraft } from '../../content/model/api/settings.ts';
import type { OrganisationName } from '../../content/model/seed.ts';
import { call } from './api.ts';
import { screensQuery } from './queries.ts';

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => call('readSettings', {}, signal),
});

export const alertSettingsQuery = queryOptions({
  queryKey: ['alert-settings'],
  queryFn: ({ signal }) => call('readAlertSettings', {}, signal),
});

/** Null switches it off. */
export function useSaveWebhook(onSaved: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (webhook: WebhookDraft | null) => call('saveAlertWebhook', { body: { webhook } }),
    onSuccess: (saved) => {
      client.setQueryData(alertSettingsQuery.queryKey, saved);
      onSaved();
    },
  });
}

export function useTryWebhook() {
  return useMutation({ mutationFn: () => call('tryAlertWebhook', {}) });
}

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
