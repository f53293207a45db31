// Many slogans at once: looked at first without keeping anything, then the chosen lines become drafts, all or none.

import { Button, Checkbox, FileButton, Group, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ImportResult, ImportRow } from '../../../../content/model/api/studio.ts';
import { useKept } from '../../kept-draft.ts';
import { importSlogans, planImport } from '../../upload.ts';
import { numberText } from '../../words.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';

export function SloganImport() {
  const { t } = useTranslation();
  const [lines, setLines, dropLines] = useKept('import/lines', z.string(), '');
  const [source, setSource] = useState<Blob | null>(null);
  const plan = useMutation({ mutationFn: planImport });
  const look = (chosen: Blob) => {
    setSource(chosen);
    plan.mutate(chosen);
  };
  return (
    <Panel title={t('studio.import')}>
      <Stack gap="sm">
        <Text fz="sm">{t('studio.importLead')}</Text>
        <Textarea
          label={t('studio.lines')}
          autosize
          minRows={3}
          maxRows={12}
          value={lines}
          onChange={({ currentTarget }) => setLines(currentTarget.value)}
        />
        <Group>
          <Button
            disabled={lines.trim() === ''}
            loading={plan.isPending}
            onClick={() => look(new Blob([lines], { type: 'text/plain' }))}
          >
            {t('studio.look')}
          </Button>
          <FileButton accept=".xlsx,.txt" onChange={(file) => file !== null && look(file)}>
            {(props) => (
              <Button variant="default" {...props}>
                {t('studio.chooseSheet')}
              </Button>
            )}
          </FileButton>
        </Group>
        {plan.error !== null && <ProblemNotice problem={plan.error} />}
        {plan.data !== undefined && source !== null && (
          <PlannedLines key={plan.submittedAt} rows={plan.data} source={source} onTaken={dropLines} />
        )}
      </Stack>
    </Panel>
  );
}

const isGood = ({ state }: ImportRow) => state === 'ready' || state === 'warned';

interface PlannedLinesProps {
  readonly rows: readonly ImportRow[];
  readonly source: Blob;
  readonly onTaken: () => void;
}

function PlannedLines({ rows, source, onTaken }: PlannedLinesProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [chosen, setChosen] = useState(() => new Set(rows.filter(isGood).map(({ line }) => line)));
  const [document, setDocument, dropDocument] = useKept('import/document', z.string(), '');
  const taking = useMutation({
    mutationFn: () =>
      importSlogans(source, {
        lines: rows.flatMap(({ line }) => (chosen.has(line) ? [line] : [])).join(','),
        // Somebody ticked the line although its words are there already.
        duplicates: rows.some(({ line, state }) => state === 'duplicate' && chosen.has(line))
          ? 'take'
          : 'skip',
        category: 'propaganda',
        document,
      }),
    onSuccess: async () => {
      onTaken();
      dropDocument();
      await client.invalidateQueries({ queryKey: ['items'] });
    },
  });
  if (taking.data !== undefined) return <TakenLines result={taking.data} />;
  const toggle = (line: number) => {
    const next = new Set(chosen);
    if (!next.delete(line)) next.add(line);
    setChosen(next);
  };
  return (
    <Stack gap="xs">
      <Text fw={600} role="status">
        {t('studio.importSum', { good: rows.filter(isGood).length, all: rows.length })}
      </Text>
      <Table>
        <Table.Tbody>
          {rows.map(({ line, content, durationMs, state, findings }) => (
            <Table.Tr key={line} data-state={state}>
              <Table.Td valign="top">
                <Checkbox
                  label={line}
                  checked={chosen.has(line)}
                  disabled={findings.some(({ code, blocks }) => code === 'TEXT_LONG' && blocks)}
                  onChange={() => toggle(line)}
                />
              </Table.Td>
              <Table.Td>
                <Text fz="sm">{content.kind === 'slogan' ? content.text : ''}</Text>
                {findings.map(({ sentence, blocks }) => (
                  <Text key={sentence} fz="xs" c={blocks ? 'red' : 'dimmed'}>
                    {sentence}
                  </Text>
                ))}
              </Table.Td>
              <Table.Td valign="top">
                {t('studio.seconds', { seconds: numberText(durationMs / 1_000) })}
              </Table.Td>
              <Table.Td valign="top">{t(`studio.state_${state}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <TextInput
        label={t('studio.importDocument')}
        maxLength={120}
        value={document}
        onChange={({ currentTarget }) => setDocument(currentTarget.value)}
      />
      {taking.error !== null && <ProblemNotice problem={taking.error} />}
      <Group>
        <Button disabled={chosen.size === 0} loading={taking.isPending} onClick={() => taking.mutate()}>
          {t('studio.takeLines', { count: chosen.size })}
        </Button>
      </Group>
    </Stack>
  );
}

function TakenLines({ result: { lines } }: { readonly result: ImportResult }) {
  const { t } = useTranslation();
  const made = lines.filter(({ itemId }) => itemId !== null).length;
  return (
    <Stack gap="xs">
      <Text fw={600} role="status">
        {t('studio.importMade', { made, skipped: lines.length - made })}
      </Text>
      <ul>
        {lines.map(({ line, text, itemId }) => (
          <li key={line} data-made={itemId !== null}>
            {itemId === null ? (
              `${text} (${t('studio.state_duplicate')})`
            ) : (
              <Link to="/noi-dung/$itemId" params={{ itemId }}>
                {text}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Stack>
  );
}
