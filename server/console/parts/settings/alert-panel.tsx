// Where alerts go besides the console, and what was told lately. Address and secret are written only: the server gives
// neither back, so whoever changes one types both.

import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WebhookDraft, type ToldAlert } from '../../../../content/model/api/alerts.ts';
import { useKeptSecret } from '../../kept-draft.ts';
import { usePerson } from '../../person.ts';
import { alertsQuery } from '../../queries.ts';
import { alertSettingsQuery, useSaveWebhook, useTryWebhook } from '../../settings-queries.ts';
import { dateText, timeText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';
import classes from './alert-panel.module.css';

const SHOWN = 8;
const SECRET_BYTES = 24;

export function AlertPanel({ mayEdit, zone }: { readonly mayEdit: boolean; readonly zone: string }) {
  const { t } = useTranslation();
  const settings = useQuery(alertSettingsQuery);
  const told = useQuery(alertsQuery).data?.told ?? [];
  const webhook = settings.data?.webhook ?? null;
  const draft = useWebhookDraft();
  const [isEditing, setIsEditing] = useState(draft.isBegun);
  return (
    <Panel title={t('alerts.title')}>
      <Stack gap="sm">
        <Text fz="sm">{t('alerts.lead')}</Text>
        {settings.error !== null && (
          <ProblemNotice problem={settings.error} onRetry={() => void settings.refetch()} />
        )}
        {settings.data !== undefined && (
          <Text fz="sm" fw={500}>
            {webhook === null ? t('alerts.noWebhook') : t('alerts.webhookTo', { origin: webhook.origin })}
          </Text>
        )}
        {webhook !== null && webhook.waiting > 0 && (
          <Text fz="sm" className="vx-warn">
            <Sign name="warn" /> {t('alerts.waiting', { count: webhook.waiting })}
          </Text>
        )}
        {webhook !== null && webhook.dropped > 0 && (
          <Text fz="sm" className="vx-bad">
            <Sign name="bad" /> {t('alerts.dropped', { count: webhook.dropped })}
          </Text>
        )}
        {mayEdit && webhook !== null && !isEditing && <Trial />}
        {mayEdit && settings.data !== undefined && !isEditing && (
          <Button variant="default" w="fit-content" onClick={() => setIsEditing(true)}>
            {t(webhook === null ? 'alerts.setUp' : 'alerts.change')}
          </Button>
        )}
        {mayEdit && isEditing && (
          <WebhookForm
            isSet={webhook !== null}
            draft={draft}
            onDone={() => {
              draft.drop();
              setIsEditing(false);
            }}
          />
        )}
        <ToldList told={told.slice(0, SHOWN)} zone={zone} />
      </Stack>
    </Panel>
  );
}

function Trial() {
  const { t } = useTranslation();
  const trial = useTryWebhook();
  const { data } = trial;
  return (
    <>
      <Button variant="default" w="fit-content" loading={trial.isPending} onClick={() => trial.mutate()}>
        {t('alerts.try')}
      </Button>
      <div className="vx-live" aria-live="polite">
        {trial.error !== null && <ProblemNotice problem={trial.error} />}
        {data !== undefined && (
          <Text fz="sm" fw={500} className={data.arrived ? 'vx-good' : 'vx-bad'}>
            <Sign name={data.arrived ? 'good' : 'bad'} /> {data.arrived && t('alerts.arrived')}
            {!data.arrived &&
              (data.status === null
                ? t('alerts.noAnswer')
                : t('alerts.refused', { status: String(data.status) }))}
          </Text>
        )}
      </div>
    </>
  );
}

interface WebhookTyping {
  readonly url: string;
  readonly secret: string;
  readonly setUrl: (url: string) => void;
  readonly setSecret: (secret: string) => void;
  readonly isBegun: boolean;
  readonly drop: () => void;
}

/** Lives through an expired session and a restart, for the same person only; neither has a place in the browser's storage. */
function useWebhookDraft(): WebhookTyping {
  const { id } = usePerson();
  const [url, setUrl] = useKeptSecret(`alerts/${id}/url`);
  const [secret, setSecret] = useKeptSecret(`alerts/${id}/secret`);
  const drop = () => {
    setUrl('');
    setSecret('');
  };
  return { url, secret, setUrl, setSecret, isBegun: url !== '' || secret !== '', drop };
}

interface WebhookFormProps {
  readonly isSet: boolean;
  readonly draft: WebhookTyping;
  readonly onDone: () => void;
}

function WebhookForm({ isSet, draft: { url, secret, setUrl, setSecret }, onDone }: WebhookFormProps) {
  const { t } = useTranslation();
  const saving = useSaveWebhook(onDone);
  const [isTried, setIsTried] = useState(false);
  /** One that was made has to be copied to the receiver. */
  const [isShown, setIsShown] = useState(false);
  const isUrl = WebhookDraft.shape.url.safeParse(url).success;
  const isSecret = WebhookDraft.shape.secret.safeParse(secret).success;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(true);
        if (isUrl && isSecret) saving.mutate({ url, secret });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t('alerts.url')}
          description={t('alerts.urlHint')}
          inputMode="url"
          autoComplete="off"
          value={url}
          error={isTried && !isUrl ? t('alerts.urlWrong', { https: 'https://', http: 'http://' }) : null}
          onChange={({ currentTarget }) => setUrl(currentTarget.value.trim())}
        />
        <PasswordInput
          label={t('alerts.secret')}
          description={t('alerts.secretHint')}
          autoComplete="off"
          visible={isShown}
          onVisibilityChange={setIsShown}
          visibilityToggleButtonProps={{ 'aria-label': t('alerts.showSecret') }}
          value={secret}
          error={isTried && !isSecret ? t('alerts.secretWrong') : null}
          onChange={({ currentTarget }) => setSecret(currentTarget.value)}
        />
        <Button
          variant="default"
          w="fit-content"
          onClick={() => {
            setSecret(madeSecret());
            setIsShown(true);
          }}
        >
          {t('alerts.makeSecret')}
        </Button>
        {saving.error !== null && <ProblemNotice problem={saving.error} />}
        <Group gap="sm">
          <Button type="submit" loading={saving.isPending}>
            {t('alerts.save')}
          </Button>
          {isSet && (
            <Button variant="default" onClick={() => saving.mutate(null)}>
              {t('alerts.switchOff')}
            </Button>
          )}
          <Button variant="subtle" onClick={onDone}>
            {t('alerts.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function madeSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function ToldList({ told, zone }: { readonly told: readonly ToldAlert[]; readonly zone: string }) {
  const { t } = useTranslation();
  if (told.length === 0) return <Text fz="sm">{t('alerts.toldNone')}</Text>;
  return (
    <section aria-label={t('alerts.told')}>
      <Text fz="sm" fw={600}>
        {t('alerts.told')}
      </Text>
      <ol className={classes.told}>
        {told.map(({ id, at, text, delivery }) => (
          <li key={id}>
            <Text fz="xs" c="dimmed">
              {timeText(at, zone)} {dateText(at, zone)} · {t(`alerts.delivery_${delivery}`)}
            </Text>
            <Text fz="sm" lang="vi" className={classes.text}>
              {text}
            </Text>
          </li>
        ))}
      </ol>
    </section>
  );
}
