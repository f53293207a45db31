// What a screen shows, small, and who says so: the very picture that the player reports, and the newest one that was taken
// at the PC. Neither is a photograph of the LED, and both say what they are.

import { useTranslation } from 'react-i18next';
import type { SnapshotView } from '../../../../content/model/snapshot.ts';
import { pathOf } from '../../api.ts';
import type { BoardScreen } from '../../board.ts';
import { dateText, timeText } from '../../zone.ts';
import classes from './screen-tiles.module.css';

interface ScreenTilesProps {
  readonly screen: BoardScreen;
  readonly snapshot: SnapshotView | null;
  readonly today: string;
}

export function ScreenTiles({ screen, snapshot, today }: ScreenTilesProps) {
  const { t } = useTranslation();
  const { showing, connected, zone } = screen;
  const isDrawn = showing?.asset != null && showing.role !== 'closed';
  const shape = { aspectRatio: `${screen.widthPx} / ${screen.heightPx}` };
  const takenDate = snapshot === null ? '' : dateText(snapshot.at, zone);
  const takenAt = snapshot === null ? '' : timeText(snapshot.at, zone);
  return (
    <div className={classes.tiles}>
      <figure>
        {isDrawn ? (
          <img
            className={connected ? undefined : classes.old}
            src={pathOf('readAsset', { params: { sha256: showing.asset ?? '' } })}
            alt={t('picture.alt', { title: showing.title })}
            style={shape}
            loading="lazy"
            decoding="async"
          />
        ) : (
          <span className={classes.empty} style={shape}>
            {showing === null ? t('board.noPicture') : t(`playRole.${showing.role}`)}
          </span>
        )}
        <figcaption>{connected ? t('picture.title') : t('picture.last')}</figcaption>
      </figure>
      <figure>
        {snapshot === null ? (
          <span className={classes.empty} style={shape}>
            {t('board.noSnapshot')}
          </span>
        ) : (
          <img
            src={pathOf('readSnapshot', { params: { screenId: screen.id, sha256: snapshot.sha256 } })}
            alt={t('snapshot.alt', { screen: screen.name })}
            style={shape}
            loading="lazy"
            decoding="async"
          />
        )}
        <figcaption>
          {snapshot === null
            ? t('board.snapshotOf')
            : t(`board.snapshot_${snapshot.source}`, {
                time: takenDate === today ? takenAt : `${takenAt}, ${takenDate}`,
              })}
        </figcaption>
      </figure>
    </div>
  );
}
