// The picture a screen is being sent, drawn pixel by pixel from the very file the player names; what was last known is
// grey and says so. It shows what was sent to the LED, never that the lamps are lit.

import { Group, Stack, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView, ScreenView } from '../../../content/model/api.ts';
import { pathOf } from '../api.ts';
import { useNow } from '../clock.ts';
import { fitScale, UNMOVED, useGridShift, usePixelRatio } from '../device-pixels.ts';
import { durationText } from '../words.ts';
import { dateText, secondsText } from '../zone.ts';
import classes from './live-picture.module.css';
import { Panel } from './panel.tsx';

interface DrawnPictureProps {
  readonly asset: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly alt: string;
  readonly isOld?: boolean;
}

/** An asset at an integer scale, with the caption that says which. */
export function DrawnPicture({ asset, widthPx, heightPx, alt, isOld = false }: DrawnPictureProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const ratio = usePixelRatio();
  const frame = useRef<HTMLDivElement>(null);
  const shift = useGridShift(frame, ratio);
  const [broken, setBroken] = useState<string>();
  const k = fitScale(widthPx, width, ratio);
  const scale = k === 0 ? width / widthPx : k / ratio;
  const shown = { width: widthPx * scale, height: heightPx * scale };
  const { padding, translation } = k === 0 ? UNMOVED : shift;
  const size = { width: widthPx, height: heightPx };
  return (
    <Stack gap={6} ref={ref}>
      <div ref={frame} className={classes.window} style={{ paddingLeft: padding.x, paddingTop: padding.y }}>
        <div className={`${classes.stage} ${isOld ? classes.old : ''}`} style={shown}>
          {broken === asset ? (
            <div className={classes.empty} style={shown}>
              {t('picture.broken')}
            </div>
          ) : (
            <img
              className={`${classes.picture} ${k === 0 ? classes.shrunk : ''}`}
              src={pathOf('readAsset', { params: { sha256: asset } })}
              width={widthPx}
              height={heightPx}
              style={{ transform: `translate(${translation.x}px, ${translation.y}px) scale(${scale})` }}
              alt={alt}
              onError={() => setBroken(asset)}
              onLoad={() => setBroken(undefined)}
            />
          )}
        </div>
      </div>
      <Text fz="xs" c="dimmed">
        {k === 0 && t('picture.shrunk', size)}
        {k === 1 && t('picture.exactOnce', size)}
        {k > 1 && t('picture.exact', { ...size, k })}
      </Text>
    </Stack>
  );
}

function EmptyPicture({ screen, sentence }: { screen: ScreenView; sentence: string }) {
  return (
    <div className={classes.frame}>
      <div
        className={classes.empty}
        style={{
          aspectRatio: `${screen.widthPx} / ${screen.heightPx}`,
          width: screen.widthPx,
          maxWidth: '100%',
        }}
      >
        {sentence}
      </div>
    </div>
  );
}

export function LivePicture({ screen, items }: { screen: ScreenView; items: readonly ItemView[] }) {
  const { t } = useTranslation();
  const { player } = screen;
  const showing = player.state?.showing ?? null;
  const isOld = !player.connected;
  const title = isOld && player.lastSeenAt !== null ? t('picture.last') : t('picture.title');

  if (!player.enrolled) {
    return (
      <Panel title={title}>
        <EmptyPicture screen={screen} sentence={t('picture.notEnrolled')} />
      </Panel>
    );
  }
  if (showing === null) {
    return (
      <Panel title={title}>
        <EmptyPicture screen={screen} sentence={t('picture.noState')} />
      </Panel>
    );
  }
  const kind = items.find((item) => item.id === showing.item)?.kind;
  return (
    <Panel title={title}>
      {showing.asset === null || showing.role === 'closed' ? (
        <EmptyPicture
          screen={screen}
          sentence={
            showing.role === 'closed'
              ? t('picture.closed')
              : showing.role === 'fallback'
                ? t('picture.fallback')
                : t('picture.noAsset')
          }
        />
      ) : (
        <DrawnPicture
          asset={showing.asset}
          widthPx={screen.widthPx}
          heightPx={screen.heightPx}
          alt={t('picture.alt', { title: showing.title })}
          isOld={isOld}
        />
      )}
      <Stack gap={2} mt="xs">
        <Group gap="sm" align="baseline">
          <Text fw={600}>{showing.title === '' ? t(`playRole.${showing.role}`) : showing.title}</Text>
          {showing.title !== '' && (
            <Text fz="sm" c="dimmed">
              {t(`playRole.${showing.role}`)}
            </Text>
          )}
        </Group>
        <ShowingTimes screen={screen} />
        {kind === 'data' && (
          <Text fz="xs" c="dimmed">
            {t('picture.clock')}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

/** Apart, because it changes each second. */
function ShowingTimes({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const now = useNow();
  const { player, zone } = screen;
  const showing = player.state?.showing;
  if (showing == null) return null;
  if (!player.connected) {
    if (player.lastSeenAt === null) return null;
    const isToday = dateText(player.lastSeenAt, zone) === dateText(now, zone);
    const time = secondsText(player.lastSeenAt, zone);
    return (
      <Text fz="sm" className="vx-bad" fw={500}>
        {t('picture.was', { time: isToday ? time : `${time}, ${dateText(player.lastSeenAt, zone)}` })}
      </Text>
    );
  }
  if (showing.startedAt === null) return null;
  const since = secondsText(showing.startedAt, zone);
  const leftMs = showing.untilAt === null ? undefined : showing.untilAt - now;
  return (
    <Text fz="sm" c="dimmed">
      {leftMs === undefined && t('picture.since', { since })}
      {leftMs !== undefined && leftMs <= 0 && t('picture.overdue', { since })}
      {leftMs !== undefined &&
        leftMs > 0 &&
        t('picture.sinceUntil', { since, left: durationText(t, leftMs) })}
    </Text>
  );
}
