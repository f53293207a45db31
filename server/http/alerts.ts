// Alerts over HTTP: what is open and was told, where it is sent. Neither the address nor the secret comes back.

import type { ALERT_ROUTES } from '../../content/model/api/alerts.ts';
import { TRIAL_SENTENCE } from '../library/alert-sentences.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { Library } from '../library/library.ts';
import { reaches } from '../library/reach.ts';
import { hasArrived, postSigned } from '../library/webhook.ts';
import type { Handlers } from './mount.ts';

export function alertHandlers({ alerts }: Library): Pick<Handlers, keyof typeof ALERT_ROUTES> {
  return {
    listAlerts: ({ person }) => ({
      open: alerts.open.filter(({ screenId }) => reaches(person, screenId)),
      // Messages speak of any screen; who reaches only some reads of those in `open`.
      told: person.screenIds === null ? alerts.told : [],
    }),
    readAlertSettings: () => alerts.settings,
    async saveAlertWebhook({ body, note }) {
      note({ before: alerts.settings.webhook });
      await alerts.setWebhook(body.webhook);
      note({ after: alerts.settings.webhook });
      return alerts.settings;
    },
    async tryAlertWebhook({ at, note }) {
      const { webhook } = alerts;
      if (webhook === null)
        throw new CodedError('CONFLICT', 'Chưa đặt nơi nhận. Hãy lưu địa chỉ trước khi gửi thử.');
      const id = `thu-${at}`;
      const payload = JSON.stringify({ v: 1, id, kind: 'test', at, text: TRIAL_SENTENCE });
      const status = await postSigned(webhook, { id, payload }, at);
      note({ after: { status } });
      return { arrived: hasArrived(status), status };
    },
  };
}
