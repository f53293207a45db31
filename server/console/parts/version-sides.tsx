// Old beside new, picture against picture and the words that differ: what an approver answers for.

import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VersionView, WaitingItem } from '../../../content/model/api/editing.ts';
import { differencesOf } from '../../../content/model/item-difference.ts';
import { draftOfVersion } from '../item-editing.ts';
import { screensQuery } from '../queries.ts';
import classes from './version-sides.module.css';
import { Findings } from './findings.tsx';
import { DrawnPicture } from './live-picture.tsx';

type VersionSidesProps = Pick<WaitingItem, 'item' | 'waiting' | 'playing'>;

export function VersionSides({ item, waiting, playing }: VersionSidesProps) {
  const { t } = useTranslation();
  const { title } = item;
  const differences =
    playing === null ? [] : differencesOf(draftOfVersion(item, playing), draftOfVersion(item, waiting));
  return (
    <Stack gap="sm">
      <div className={playing === null ? classes.one : classes.two}>
        {playing !== null && (
          <Side
            heading={`${t('approvals.old')} (${t('desk.version', { version: playing.version })})`}
            title={title}
            version={playing}
          />
        )}
        <Side
          heading={`${t('approvals.new')} (${t('desk.version', { version: waiting.version })})`}
          title={title}
          version={waiting}
          isNew
        />
      </div>
      {playing === null && (
        <Text fz="sm" c="dimmed">
          {t('approvals.noOld')}
        </Text>
      )}
      {differences.length > 0 && (
        <ul className={classes.differences}>
          {differences.map(({ field, before, after }) => (
            <li key={field}>
              <strong>{t(`desk.field_${field}`)}</strong>
              {field === 'content' || field === 'kind' ? (
                ''
              ) : (
                <>
                  : <del>{before}</del> → <ins>{after}</ins>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <Text fz="sm">
        <strong>{t('desk.grounds')}:</strong>{' '}
        {[waiting.grounds.document, waiting.grounds.department].filter((part) => part !== '').join(', ') ||
          item.source.document ||
          t('desk.noGrounds')}
      </Text>
    </Stack>
  );
}

interface SideProps {
  readonly heading: string;
  readonly title: string;
  readonly version: VersionView;
  readonly isNew?: boolean;
}

function Side({ heading, title, version, isNew = false }: SideProps) {
  const { t } = useTranslation();
  const screens = useQuery(screensQuery).data ?? [];
  return (
    <Stack gap="xs" miw={0}>
      <Text fz="sm" fw={600}>
        {heading}
      </Text>
      {version.renditions.map(({ picture, widthPx, heightPx }) => (
        <DrawnPicture
          key={picture.sha256}
          asset={picture.sha256}
          widthPx={widthPx}
          heightPx={heightPx}
          alt={t('items.pictureAlt', { title })}
        />
      ))}
      {isNew && <Findings findings={version.findings} screens={screens} />}
    </Stack>
  );
}
