// One thing that somebody stated about a screen's time, with who, when and for which hours; taken back ones stay readable.

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FiledDeclaration } from '../../../../content/model/declaration.ts';
import { dateText, timeText } from '../../zone.ts';

interface DeclarationLineProps {
  readonly filed: FiledDeclaration;
  readonly zone: string;
}

export function DeclarationLine({ filed, zone }: DeclarationLineProps) {
  const { t } = useTranslation();
  const { declaration, withdrawn } = filed;
  const stamp = (at: number) => `${timeText(at, zone)} ${dateText(at, zone)}`;
  const kind =
    declaration.kind === 'screen_log'
      ? t(`evidence.cause_${declaration.cause}`)
      : t(`evidence.kind_${declaration.kind}`);
  return (
    <div data-declaration={filed.n}>
      <Text fz="sm" fw={500} td={withdrawn ? 'line-through' : 'none'}>
        {kind}
        {declaration.kind === 'suspension' && ` ${declaration.document.number}`}
        {'from' in declaration && `: ${stamp(declaration.from)} – ${stamp(declaration.to)}`}
      </Text>
      {'text' in declaration && (
        <Text fz="sm" td={withdrawn ? 'line-through' : 'none'}>
          {declaration.text}
        </Text>
      )}
      <Text fz="xs" c="dimmed">
        {declaration.by.name}, {stamp(declaration.at)}
        {withdrawn && ` · ${t('evidence.withdrawn')}`}
      </Text>
    </div>
  );
}
