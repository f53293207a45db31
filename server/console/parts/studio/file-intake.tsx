// Files by drop, paste or choice, many at once, each with its progress and, when refused, the sentence that says what to
// do instead. A film brings its poster along, drawn by this browser.

import { Group, Progress, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TakenFile } from '../../../../content/model/api/studio.ts';
import { ApiProblem } from '../../api.ts';
import { posterOf, uploadFile } from '../../upload.ts';
import { bytesText } from '../../words.ts';
import { useProblemSentence } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';
import { DropTarget } from './drop-target.tsx';

export interface Taken {
  readonly file: TakenFile;
  /** Of a film; null for a picture, and when this browser cannot play the film. */
  readonly poster: TakenFile | null;
}

interface Arriving {
  readonly key: number;
  readonly name: string;
  readonly bytes: number;
  readonly part: number;
  readonly taken: Taken | null;
  readonly problem: unknown;
}

let keys = 0;

export function FileIntake({ onTaken }: { readonly onTaken: (taken: Taken) => void }) {
  const { t } = useTranslation();
  const [files, setFiles] = useState<readonly Arriving[]>([]);

  const take = useCallback(
    async (file: File): Promise<void> => {
      const key = (keys += 1);
      const change = (more: Partial<Arriving>) =>
        setFiles((before) => before.map((one) => (one.key === key ? { ...one, ...more } : one)));
      const fresh = { key, name: file.name, bytes: file.size, part: 0, taken: null, problem: null };
      setFiles((before) => [fresh, ...before]);
      try {
        const taken = await uploadFile(file, file.name, (part) => change({ part }));
        const picture = taken.kind === 'video' ? await posterOf(file) : null;
        const poster = picture === null ? null : await uploadFile(picture, 'poster.png', () => undefined);
        change({ part: 1, taken: { file: taken, poster } });
        onTaken({ file: taken, poster });
      } catch (problem) {
        change({ problem });
      }
    },
    [onTaken],
  );

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      for (const file of event.clipboardData?.files ?? []) void take(file);
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, [take]);

  return (
    <Stack gap="sm">
      <DropTarget
        title={t('studio.drop')}
        hint={t('studio.dropHint')}
        onFiles={(dropped) => {
          for (const file of dropped) void take(file);
        }}
      />
      {files.map((file) => (
        <ArrivingFile key={file.key} file={file} />
      ))}
    </Stack>
  );
}

function ArrivingFile({ file }: { readonly file: Arriving }) {
  const { t } = useTranslation();
  const { name, bytes, part, taken, problem } = file;
  const title = useProblemSentence(problem);
  const detail = problem instanceof ApiProblem ? (problem.detail ?? '') : '';
  return (
    <Stack gap={4} data-file={name}>
      <Group justify="space-between" wrap="nowrap">
        <Text fz="sm" truncate>
          {name}
        </Text>
        <Text fz="sm" c="dimmed">
          {bytesText(bytes)}
        </Text>
      </Group>
      {taken === null && problem === null && (
        <Progress value={part * 100} aria-label={t('studio.sending', { name })} />
      )}
      {problem !== null && (
        <Text fz="sm" c="red" role="alert">
          <Sign name="bad" /> {detail === '' ? title : detail}
        </Text>
      )}
      {taken !== null && (
        <Text fz="sm">
          {t('studio.taken', { width: taken.file.widthPx, height: taken.file.heightPx })}{' '}
          {taken.file.kind === 'video' && taken.poster === null && t('studio.noPoster')}
        </Text>
      )}
      {taken?.file.notes.map((note) => (
        <Text key={note} fz="sm" c="dimmed">
          {note}
        </Text>
      ))}
    </Stack>
  );
}
