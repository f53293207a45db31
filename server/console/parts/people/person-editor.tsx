// One account in a dialogue: name, roles, screens; its password code, its sessions, and letting somebody go.

import { Button, Checkbox, Divider, Group, Modal, MultiSelect, Stack, Text, TextInput } from '@mantine/core';
import type { TFunction } from 'i18next';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type PersonDraft, type PersonRecord, Role } from '../../../../content/model/people.ts';
import { isConflict } from '../../api.ts';
import { useKeptDraft } from '../../kept-draft.ts';
import { standingOf } from '../../on-top.ts';
import { useEndSessionsOf, useSavePerson, useStanding } from '../../people-queries.ts';
import { type ScreenName, useScreenNames } from '../../queries.ts';
import { type Difference, differencesIn, OvertakenNotice } from '../overtaken-notice.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { IssuePasswordLink } from './issue-password-link.tsx';

/** Half an account too: it is what has to come back. */
const TypedPerson = z.strictObject({
  name: z.string(),
  roles: z.array(Role),
  isEverywhere: z.boolean(),
  screenIds: z.array(z.string()),
});
type TypedPerson = z.infer<typeof TypedPerson>;
/** `before` is the account as it was when the first letter was typed. */
const KeptPerson = z.strictObject({ before: TypedPerson, draft: TypedPerson });

function typedOf(person: PersonRecord | undefined): TypedPerson {
  const { name = '', roles = [], screenIds = null } = person ?? {};
  return { name, roles: inOrder(roles), isEverywhere: screenIds === null, screenIds: screenIds ?? [] };
}

function draftOf({ name, roles, isEverywhere, screenIds }: TypedPerson): PersonDraft {
  return { name: name.trim().normalize('NFC'), roles, screenIds: isEverywhere ? null : screenIds };
}

const inOrder = (roles: readonly string[]) => Role.options.filter((role) => roles.includes(role));

interface PersonEditorProps {
  /** Undefined: somebody new. */
  readonly person: PersonRecord | undefined;
  readonly onClose: () => void;
  readonly onAdded: (personId: string) => void;
}

export function PersonEditor({ person, onClose, onAdded }: PersonEditorProps) {
  const { t } = useTranslation();
  const screens = useScreenNames();
  const saving = useSavePerson();
  const { draft: kept, keep, drop } = useKeptDraft(`person/${person?.id ?? 'new'}`, KeptPerson);
  const saved = typedOf(person);
  const { draft: typed, before, isOvertaken, mine } = standingOf(kept, saved, person === undefined);
  const { name, roles, isEverywhere, screenIds } = typed;
  const set = (change: Partial<TypedPerson>) => keep({ before, draft: { ...typed, ...change } });
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '' || roles.length === 0) return;
    // Somebody new stays open: the next thing they need is a code for their password.
    saving.mutate(
      { id: person?.id ?? null, before: draftOf(before), draft: draftOf(typed) },
      {
        onSuccess: (saved) => {
          drop();
          if (person === undefined) onAdded(saved.id);
          else onClose();
        },
      },
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={<strong>{person?.name ?? t('people.add')}</strong>}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label={t('people.name')}
            description={t('people.nameTaken')}
            maxLength={80}
            value={name}
            error={tried && name.trim() === '' ? t('setup.nameMissing') : undefined}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Checkbox.Group
            label={t('people.roles')}
            value={roles}
            onChange={(next) => set({ roles: inOrder(next) })}
            error={tried && roles.length === 0 ? t('people.rolesMissing') : undefined}
          >
            <Stack gap={6} my={6}>
              {Role.options.map((role) => (
                <Checkbox key={role} value={role} label={t(`role.${role}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Checkbox
            label={t('people.allScreens')}
            checked={isEverywhere}
            onChange={(event) => set({ isEverywhere: event.currentTarget.checked })}
          />
          {!isEverywhere && (
            <MultiSelect
              label={t('people.screens')}
              data={screens.map((screen) => ({ value: screen.id, label: screen.name }))}
              value={screenIds}
              onChange={(next) => set({ screenIds: next })}
            />
          )}
          {isOvertaken && (
            <OvertakenNotice
              lead={t('overtaken.lead')}
              theirs={t('overtaken.theirs')}
              differences={differencesOf(t, mine, saved, screens)}
              onKeepMine={() => {
                keep({ before: saved, draft: mine });
                saving.reset();
              }}
              onTakeTheirs={() => {
                drop();
                saving.reset();
              }}
            />
          )}
          {saving.error !== null && !(isOvertaken && isConflict(saving.error)) && (
            <ProblemNotice problem={saving.error} />
          )}
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() => {
                drop();
                onClose();
              }}
            >
              {t('app.cancel')}
            </Button>
            <Button type="submit" loading={saving.isPending} disabled={isOvertaken}>
              {t('people.save')}
            </Button>
          </Group>
        </Stack>
      </form>
      {person !== undefined && <Standing person={person} />}
    </Modal>
  );
}

function differencesOf(
  t: TFunction,
  mine: TypedPerson,
  theirs: TypedPerson,
  screens: readonly ScreenName[],
): Difference[] {
  const rows = [
    { label: t('people.name'), of: ({ name }: TypedPerson) => name },
    {
      label: t('people.roles'),
      of: ({ roles }: TypedPerson) => roles.map((role) => t(`role.${role}`)).join(', '),
    },
    {
      label: t('people.screens'),
      of: ({ isEverywhere, screenIds }: TypedPerson) =>
        isEverywhere
          ? t('people.allScreens')
          : screenIds.map((id) => screens.find((screen) => screen.id === id)?.name ?? id).join(', '),
    },
  ];
  return differencesIn(rows, mine, theirs);
}

function Standing({ person }: { person: PersonRecord }) {
  const { t } = useTranslation();
  const standing = useStanding();
  const ending = useEndSessionsOf();
  const isEnded = person.endedAt !== null;
  const problem = standing.error ?? ending.error;
  return (
    <Stack mt="md">
      <Divider />
      {!isEnded && <IssuePasswordLink person={person} />}
      {!isEnded && (
        <Text fz="sm" c="dimmed">
          {t('people.leaveText', { name: person.name })}
        </Text>
      )}
      <Group>
        {!isEnded && person.sessions > 0 && (
          <Button variant="default" loading={ending.isPending} onClick={() => ending.mutate(person.id)}>
            {t('people.endAll')}
          </Button>
        )}
        <Button
          variant="default"
          className={isEnded ? '' : 'vx-bad'}
          loading={standing.isPending}
          onClick={() => standing.mutate({ personId: person.id, isEnded: !isEnded })}
        >
          {isEnded ? t('people.return') : t('people.leave')}
        </Button>
      </Group>
      {problem !== null && <ProblemNotice problem={problem} />}
    </Stack>
  );
}
