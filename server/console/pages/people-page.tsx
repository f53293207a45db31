// Người dùng: who has an account, with which roles and screens; administrators change that, auditors read it.

import { Badge, Button, Group, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRecord } from '../../../content/model/people.ts';
import { Panel } from '../parts/panel.tsx';
import { PersonEditor } from '../parts/people/person-editor.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { peopleQuery } from '../people-queries.ts';
import { usePerson } from '../person.ts';
import { useScreenNames } from '../queries.ts';

const inVietnamese = new Intl.Collator('vi');

export function PeoplePage() {
  const { t } = useTranslation();
  const isAdmin = usePerson().roles.includes('admin');
  const people = useQuery(peopleQuery);
  const [showsLeft, setShowsLeft] = useState(false);
  /** Null: a new one. Undefined: nobody. */
  const [editedId, setEditedId] = useState<string | null>();
  const shown = (people.data ?? [])
    .filter(({ endedAt }) => endedAt === null || showsLeft)
    .toSorted((a, b) => inVietnamese.compare(a.name, b.name));
  const edited = people.data?.find(({ id }) => id === editedId);
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={1} fz="h2">
          {t('people.title')}
        </Title>
        {isAdmin && (
          <Button leftSection={<Sign name="more" />} onClick={() => setEditedId(null)}>
            {t('people.add')}
          </Button>
        )}
      </Group>
      <Panel
        title={t('people.title')}
        aside={
          <Switch
            label={t('people.showLeft')}
            checked={showsLeft}
            onChange={(event) => setShowsLeft(event.currentTarget.checked)}
          />
        }
      >
        <Text fz="sm" c="dimmed" mb="sm">
          {t('people.lead')}
        </Text>
        {people.error !== null && (
          <ProblemNotice problem={people.error} onRetry={() => void people.refetch()} />
        )}
        <Table.ScrollContainer minWidth={640}>
          <Table verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('people.name')}</Table.Th>
                <Table.Th>{t('people.roles')}</Table.Th>
                <Table.Th>{t('people.screens')}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  onEdit={isAdmin ? () => setEditedId(person.id) : undefined}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Panel>
      {editedId !== undefined && (
        <PersonEditor
          key={editedId ?? 'new'}
          person={edited}
          onClose={() => setEditedId(undefined)}
          onAdded={setEditedId}
        />
      )}
    </Stack>
  );
}

function PersonRow({ person, onEdit }: { person: PersonRecord; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation();
  const screens = useScreenNames();
  const { name, roles, screenIds, endedAt, hasPassword, sessions } = person;
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={500}>{name}</Text>
        <Group gap={6}>
          {endedAt !== null && (
            <Badge color="gray" variant="light" tt="none">
              {t('people.left')}
            </Badge>
          )}
          {endedAt === null && !hasPassword && (
            <Badge color="orange" variant="light" tt="none">
              {t('people.noPassword')}
            </Badge>
          )}
          {sessions > 0 && (
            <Text fz="xs" c="dimmed">
              {t('people.sessions', { count: sessions })}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{roles.map((role) => t(`role.${role}`)).join(', ')}</Table.Td>
      <Table.Td>
        {screenIds === null
          ? t('people.allScreens')
          : screenIds.map((id) => screens.find((screen) => screen.id === id)?.name ?? id).join(', ')}
      </Table.Td>
      <Table.Td ta="right">
        {onEdit !== undefined && (
          <Button variant="default" size="compact-sm" onClick={onEdit}>
            {t('people.edit')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
