// Every version of an item: what it looked like, who did what with it, how it differs from the newest, and the way back.

import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ItemFile, VersionView } from '../../../content/model/api/editing.ts';
import { differencesOf } from '../../../content/model/item-difference.ts';
import { draftOfVersion } from '../item-editing.ts';
import { pathOf } from '../api.ts';
import { useRestoreVersion } from '../desk-queries.ts';
import { useZone } from '../queries.ts';
import { dateText, timeText } from '../zone.ts';
import classes from './item-versions.module.css';
import { ItemState } from './item-state.tsx';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { SignedScan } from './signed-scan.tsx';

export function ItemVersions({ file }: { file: ItemFile }) {
  const { t } = useTranslation();
  const restoring = useRestoreVersion();
  const newest = file.versions.at(-1);
  return (
    <Panel title={t('desk.versions')}>
      {restoring.error !== null && <ProblemNotice problem={restoring.error} />}
      <ol className={classes.list}>
        {file.versions.toReversed().map((version) => (
          <li key={version.version} className={classes.version}>
            <Picture version={version} />
            <Stack gap={6} miw={0}>
              <Group gap="sm">
                <Text fw={600}>{t('desk.version', { version: version.version })}</Text>
                <ItemState state={version.state} />
              </Group>
              <Deeds version={version} />
              {newest !== undefined && version !== newest && (
                <Differences file={file} version={version} newest={newest} />
              )}
              <Group gap="sm">
                {version !== newest && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={restoring.isPending}
                    aria-label={`${t('desk.restore')}: ${t('desk.version', { version: version.version })}`}
                    onClick={() =>
                      restoring.mutate({
                        itemId: file.id,
                        basedOn: file.revision,
                        version: version.version,
                      })
                    }
                  >
                    {t('desk.restore')}
                  </Button>
                )}
                <Link
                  to="/phieu-duyet/$itemId/$version"
                  params={{ itemId: file.id, version: String(version.version) }}
                >
                  {t('desk.form')}
                </Link>
              </Group>
              <SignedScan itemId={file.id} version={version} />
            </Stack>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Picture({ version: { renditions } }: { version: VersionView }) {
  const [rendition] = renditions;
  if (rendition === undefined) return <span />;
  const { picture, widthPx, heightPx } = rendition;
  return (
    <img
      className={classes.picture}
      src={pathOf('readAsset', { params: { sha256: picture.sha256 } })}
      width={widthPx}
      height={heightPx}
      alt=""
      loading="lazy"
    />
  );
}

function Deeds({ version: { deeds } }: { version: VersionView }) {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <ul className={classes.deeds}>
      {deeds.map(({ what, by, at, reason, own, scan }) => (
        <li key={`${what}/${at}`}>
          {t('desk.deedLine', {
            what: t(`desk.deed_${what}`, { reason: reason ?? '' }),
            name: by,
            time: timeText(at, zone),
            date: dateText(at, zone),
          })}
          {what === 'returned' && reason !== undefined && `: ${reason}`}
          {own === true && ` (${t('desk.own')})`}
          {scan !== undefined && `: ${t('desk.scanHash', { hash: scan.slice(0, 16) })}`}
        </li>
      ))}
    </ul>
  );
}

function Differences({
  file,
  version,
  newest,
}: {
  file: ItemFile;
  version: VersionView;
  newest: VersionView;
}) {
  const { t } = useTranslation();
  const differences = differencesOf(draftOfVersion(file, version), draftOfVersion(file, newest));
  if (differences.length === 0) {
    return (
      <Text fz="sm" c="dimmed">
        {t('desk.same')}
      </Text>
    );
  }
  return (
    <div>
      <Text fz="sm" fw={500}>
        {t('desk.compare')}:
      </Text>
      <ul className={classes.deeds}>
        {differences.map(({ field, before, after }) => (
          <li key={field}>
            {t(`desk.field_${field}`)}
            {field === 'content' || field === 'kind' ? '' : `: “${before}” → “${after}”`}
          </li>
        ))}
      </ul>
    </div>
  );
}
