// Thùng rác: what was deleted in the last thirty days, each one click from coming back.

import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trashQuery, useRecoverItem } from '../desk-queries.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useZone } from '../queries.ts';
import { dateText } from '../zone.ts';

export function TrashPage() {
  const { t } = useTranslation();
  const zone = useZone();
  const { data, error, refetch } = useQuery(trashQuery);
  const recovering = useRecoverItem();
  const navigate = useNavigate();
  return (
    <Stack gap="lg">
      <Title order={1} fz="h2">
        {t('desk.trashTitle')}
      </Title>
      <Link to="/noi-dung">{t('desk.back')}</Link>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {recovering.error !== null && <ProblemNotice problem={recovering.error} />}
      {data?.length === 0 && <Text>{t('desk.trashNone')}</Text>}
      {data?.map(({ id, title, removedAt, removedBy, keptUntil }) => (
        <Group key={id} className="vx-panel" justify="space-between" gap="sm">
          <div>
            <Text fw={600}>{title}</Text>
            <Text fz="sm" c="dimmed">
              {t('desk.trashLine', {
                name: removedBy ?? '',
                date: dateText(removedAt, zone),
                until: dateText(keptUntil, zone),
              })}
            </Text>
          </div>
          <Button
            variant="default"
            aria-label={`${t('desk.recover')}: ${title}`}
            onClick={() =>
              recovering.mutate(id, {
                onSuccess: () => void navigate({ to: '/noi-dung/$itemId', params: { itemId: id } }),
              })
            }
          >
            {t('desk.recover')}
          </Button>
        </Group>
      ))}
    </Stack>
  );
}
