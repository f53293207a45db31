// Joins an LED player to a screen with a one-time code, and removes one. The link is made here from this page's own
// address, so it is one the office network can reach.

import { Button, Group, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnrolmentCode, Person, ScreenView } from '../../../content/model/api.ts';
import { useNow } from '../clock.ts';
import { useIssueCode, useRevokePlayer } from '../queries.ts';
import { durationText } from '../words.ts';
import { timeText } from '../zone.ts';
import { CopyField } from './copy-field.tsx';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { Sign } from './sign.tsx';

const RevokeDialog = lazy(async () => ({ default: (await import('./revoke-dialog.tsx')).RevokeDialog }));

export function ControllerCard({ screen, person }: { screen: ScreenView; person: Person }) {
  const { t } = useTranslation();
  const issuing = useIssueCode();
  const revoking = useRevokePlayer();
  const [asks, setAsks] = useState(false);
  const [wasEnrolled, setWasEnrolled] = useState(true);
  const { enrolled, state } = screen.player;
  const mayEnrol = person.roles.some((role) => role === 'operator' || role === 'admin');
  const issue = () => {
    setWasEnrolled(enrolled);
    issuing.mutate(screen.id);
  };
  const revoke = () => {
    setAsks(false);
    revoking.mutate(screen.id);
  };
  return (
    <Panel title={t('controller.title')} id="may-dieu-khien">
      <Stack gap="sm">
        <Text fz="sm">{enrolled ? t('controller.enrolled') : t('controller.notEnrolled')}</Text>
        {enrolled && (
          <Text fz="sm" c="dimmed">
            {t('controller.replaceHint')}
          </Text>
        )}
        {mayEnrol ? (
          <Group gap="xs">
            <Button variant={enrolled ? 'default' : 'filled'} loading={issuing.isPending} onClick={issue}>
              {enrolled ? t('controller.issueReplace') : t('controller.issue')}
            </Button>
            {enrolled && (
              <Button
                variant="default"
                className="vx-bad"
                loading={revoking.isPending}
                onClick={() => setAsks(true)}
              >
                {t('controller.revoke')}
              </Button>
            )}
          </Group>
        ) : (
          <Text fz="sm" c="dimmed">
            {t('controller.needRole')}
          </Text>
        )}
      </Stack>
      <div className="vx-live" aria-live="polite">
        {issuing.error !== null && <ProblemNotice problem={issuing.error} />}
        {revoking.error !== null && <ProblemNotice problem={revoking.error} />}
        {revoking.isSuccess && !enrolled && <Text fz="sm">{t('controller.revoked')}</Text>}
        {issuing.isSuccess &&
          (enrolled && !wasEnrolled ? (
            <Text fz="sm" className="vx-good" fw={500}>
              <Sign name="good" /> {t('controller.joined')}
            </Text>
          ) : (
            <IssuedCode issued={issuing.data} zone={screen.zone} />
          ))}
      </div>
      {asks && (
        <Suspense fallback={null}>
          <RevokeDialog
            screenName={screen.name}
            pending={state?.pending ?? 0}
            onCancel={() => setAsks(false)}
            onRevoke={revoke}
          />
        </Suspense>
      )}
    </Panel>
  );
}

function IssuedCode({ issued, zone }: { issued: EnrolmentCode; zone: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const leftMs = issued.expiresAt - now;
  if (leftMs <= 0) return <Text fz="sm">{t('controller.expired')}</Text>;
  return (
    <Stack gap="xs">
      <Text fz="sm">{t('controller.how')}</Text>
      <CopyField label={t('controller.link')} path={issued.path} />
      <Text fz="sm">
        {t('controller.code')}: <strong>{issued.code}</strong>
      </Text>
      <Text fz="sm" c="dimmed">
        {t('controller.expires', { left: durationText(t, leftMs), time: timeText(issued.expiresAt, zone) })}
      </Text>
    </Stack>
  );
}
