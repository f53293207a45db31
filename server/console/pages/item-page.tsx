// Writing one item: words at the left, the very picture at the right; saving, sending for approval, its versions, deleting.

import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ItemDraft, ItemFile, VersionView } from '../../../content/model/api/editing.ts';
import { type ApiProblem, isConflict } from '../api.ts';
import { itemQuery, useSaveItem, useSubmitItem } from '../desk-queries.ts';
import { useAddToPlaylist } from '../playlist-queries.ts';
import { isWhole, named, useItemEditing } from '../item-editing.ts';
import { dropDraft, moveDraft, useKept } from '../kept-draft.ts';
import { CopyField } from '../parts/copy-field.tsx';
import { emptyContent, ItemForm } from '../parts/item-form.tsx';
import { ItemPreview } from '../parts/item-preview.tsx';
import { ItemRemoval } from '../parts/item-removal.tsx';
import { ItemState } from '../parts/item-state.tsx';
import { ItemVersions } from '../parts/item-versions.tsx';
import { Panel } from '../parts/panel.tsx';
import { PlaylistChoice } from '../parts/playlist-choice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { hasRole, isContributor, usePerson } from '../person.ts';
import { tellFailure } from '../undo.ts';
import classes from './item-page.module.css';

const BLANK: ItemDraft = {
  title: '',
  category: 'propaganda',
  purpose: 'programme',
  content: emptyContent('slogan'),
  durationMs: 15_000,
  grounds: { document: '', department: '', validUntil: null },
};

const NOTICE: ItemDraft = { ...BLANK, category: 'announcement', purpose: 'notice' };

export function NewItemPage() {
  const { dung } = useSearch({ strict: false });
  return <Editor key={dung ?? ''} file={null} blank={dung === 'tin-khan' ? NOTICE : BLANK} />;
}

export function ItemPage() {
  const { t } = useTranslation();
  const { itemId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(itemQuery(itemId));
  if (error !== null && data === undefined) {
    return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Text>{t('app.loading')}</Text>;
  return <Editor key={data.id} file={data} blank={BLANK} />;
}

/** Under what name the list is kept that somebody chose for an item, which may not be saved yet. */
function listDraftOf(itemId: string | undefined): string {
  return `item/${itemId ?? 'moi'}/list`;
}

function Editor({ file, blank }: { file: ItemFile | null; blank: ItemDraft }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const person = usePerson();
  const isGuest = isContributor(person);
  const [listId, chooseList] = useKept(listDraftOf(file?.id), z.string().nullable(), null);
  const adding = useAddToPlaylist();
  const mayList = hasRole(person, ['editor', 'approver', 'admin']);
  const editing = useItemEditing(file, blank);
  const saving = useSaveItem();
  const submitting = useSubmitItem();
  const { draft, basedOn, isChanged } = editing;
  const newest = file?.versions.at(-1);
  const mayEdit = draft.content.kind !== 'data' || draft.content.data !== 'clock';
  const maySubmit = isChanged ? isWhole(draft) : newest?.state === 'draft';
  const isBusy = saving.isPending || adding.isPending || submitting.isPending;

  const save = async (from = basedOn): Promise<ItemFile> => {
    const saved = await saving.mutateAsync({ itemId: file?.id ?? null, basedOn: from, draft: named(draft) });
    editing.adopt();
    if (file === null) {
      moveDraft(listDraftOf(undefined), listDraftOf(saved.id));
      await navigate({ to: '/noi-dung/$itemId', params: { itemId: saved.id }, replace: true });
    }
    return saved;
  };
  const submit = async () => {
    const saved = isChanged || file === null ? await save() : file;
    const version = saved.versions.at(-1)?.version ?? 1;
    try {
      if (listId !== null && draft.purpose === 'programme') {
        await adding.mutateAsync({ playlistId: listId, itemIds: [saved.id] });
        dropDraft(listDraftOf(saved.id));
      }
      await submitting.mutateAsync({ itemId: saved.id, version });
    } catch (problem) {
      // A new item has its own page by now: the notices of this one are gone.
      if (file === null) tellFailure(t('undo.notSubmitted'), problem);
      throw problem;
    }
  };
  /** Refused calls stay visible in their notices. */
  const run = (work: Promise<unknown>) => void work.catch(() => undefined);

  return (
    <Stack gap="lg">
      <div>
        <Link to="/noi-dung">{t('desk.back')}</Link>
        <Group gap="sm" mt={4}>
          <Title order={1} fz="h2">
            {file === null ? t('desk.newTitle') : file.title}
          </Title>
          {newest !== undefined && <ItemState state={newest.state} />}
        </Group>
      </div>
      {file !== null && newest !== undefined && (
        <StateNotice id={file.id} newest={newest} isGuest={isGuest} />
      )}
      <div className={classes.desk}>
        <Panel title={t('desk.compose')}>
          <Stack gap="md">
            {editing.isKept && (
              <Text fz="sm" className="vx-warn" role="status">
                {t('desk.kept')}
              </Text>
            )}
            <ItemForm draft={draft} isNew={file === null} onChange={editing.change} />
            {mayList && draft.purpose === 'programme' && (
              <PlaylistChoice
                itemId={file?.id ?? null}
                item={draft}
                chosenId={listId}
                onChoose={chooseList}
              />
            )}
            {isConflict(saving.error) && file !== null ? (
              <ConflictNotice
                file={file}
                problem={saving.error}
                onTake={editing.adopt}
                onKeep={(from) => run(save(from))}
              />
            ) : (
              saving.error !== null && <ProblemNotice problem={saving.error} />
            )}
            {adding.error !== null && <ProblemNotice problem={adding.error} />}
            {submitting.error !== null && <ProblemNotice problem={submitting.error} />}
            <Group gap="sm">
              <Button
                variant="default"
                disabled={!mayEdit || !isChanged || !isWhole(draft)}
                loading={saving.isPending}
                onClick={() => run(save())}
              >
                {t('desk.save')}
              </Button>
              <Button
                disabled={!maySubmit || isBusy}
                loading={submitting.isPending}
                onClick={() => run(submit())}
              >
                {t('desk.submit')}
              </Button>
              <Text fz="sm" c="dimmed" role="status">
                {saving.isPending ? t('desk.saving') : isChanged ? t('desk.unsaved') : ''}
              </Text>
            </Group>
          </Stack>
        </Panel>
        <ItemPreview draft={draft} />
      </div>
      {file !== null && (
        <>
          <ItemVersions file={file} />
          {!isGuest && <ItemRemoval file={file} />}
        </>
      )}
    </Stack>
  );
}

interface StateNoticeProps {
  readonly id: string;
  readonly newest: VersionView;
  readonly isGuest: boolean;
}

function StateNotice({ id, newest, isGuest }: StateNoticeProps) {
  const { t } = useTranslation();
  const returned = newest.deeds.findLast(({ what }) => what === 'returned');
  if (newest.state === 'returned' && returned !== undefined) {
    return (
      <Text className="vx-ground-bad" p="sm" bdrs="md" fz="sm">
        {t('desk.returnedBecause', { name: returned.by, reason: returned.reason ?? '' })}
      </Text>
    );
  }
  if (newest.state === 'pending') {
    return (
      <>
        <Text className="vx-ground-warn" p="sm" bdrs="md" fz="sm" role="status">
          {t('desk.submitted')}
        </Text>
        {!isGuest && <CopyField label={t('desk.approvalLink')} path={`/duyet?nd=${id}`} />}
      </>
    );
  }
  if (newest.state !== 'approved') return null;
  return (
    <Text fz="sm" c="dimmed">
      {t('desk.editStarts')}
    </Text>
  );
}

interface ConflictNoticeProps {
  readonly file: ItemFile;
  readonly problem: ApiProblem;
  readonly onTake: () => void;
  /** Saves on top of the revision that is there now. */
  readonly onKeep: (basedOn: number) => void;
}

function ConflictNotice({ file, problem, onTake, onKeep }: ConflictNoticeProps) {
  const { t } = useTranslation();
  const { refetch } = useQuery(itemQuery(file.id));
  const withFresh = async (act: (fresh: ItemFile) => void) => {
    const { data } = await refetch();
    if (data !== undefined) act(data);
  };
  return (
    <Stack role="alert" className="vx-ground-bad" p="sm" gap="sm" bdrs="md">
      <Text fz="sm" fw={600}>
        {t('desk.conflict')}
      </Text>
      {problem.detail !== undefined && <Text fz="sm">{problem.detail}</Text>}
      <Group gap="sm">
        <Button size="compact-sm" variant="default" onClick={() => void withFresh(onTake)}>
          {t('desk.takeTheirs')}
        </Button>
        <Button size="compact-sm" onClick={() => void withFresh(({ revision }) => onKeep(revision))}>
          {t('desk.keepMine')}
        </Button>
      </Group>
    </Stack>
  );
}
