// The approval form after it was signed by hand: a photograph or scan, shown small beside its version and kept with it.

import { Button, FileButton, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VersionView } from '../../../content/model/api/editing.ts';
import { pathOf } from '../api.ts';
import { useAttachScan } from '../desk-queries.ts';
import { isContributor, usePerson } from '../person.ts';
import classes from './item-versions.module.css';
import { ProblemNotice } from './problem-notice.tsx';

const PICTURES = 'image/jpeg,image/png,image/webp,image/tiff';

export function SignedScan({ itemId, version: { version, state, scan } }: SignedScanProps) {
  const { t } = useTranslation();
  const attaching = useAttachScan();
  const mayAttach = state !== 'draft' && !isContributor(usePerson());
  if (scan === null && !mayAttach) return null;
  const path = scan === null ? null : pathOf('readAsset', { params: { sha256: scan } });
  return (
    <Group gap="sm">
      {path !== null && (
        <a href={path} download={`phieu-duyet-${itemId}-${version}.png`} className={classes.scan}>
          <img src={path} alt="" loading="lazy" />
          <Text span fz="sm">
            {t('desk.scan')}
          </Text>
        </a>
      )}
      {mayAttach && (
        <FileButton
          accept={PICTURES}
          onChange={(file) => file !== null && attaching.mutate({ itemId, version, file })}
        >
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" loading={attaching.isPending}>
              {scan === null ? t('desk.attachScan') : t('desk.replaceScan')}
            </Button>
          )}
        </FileButton>
      )}
      {attaching.error !== null && <ProblemNotice problem={attaching.error} />}
    </Group>
  );
}

interface SignedScanProps {
  readonly itemId: string;
  readonly version: VersionView;
}
