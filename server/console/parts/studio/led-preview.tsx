// One rendition on one screen, looked at in three ways. "Exact" is the bitmap itself at whole device pixels, whatever the
// browser's zoom; the other two are honest simulations and say so.

import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localTimeOf, zoneRulesOf } from '../../../../content/model/instant.ts';
import type { Rendition } from '../../../../content/model/item.ts';
import type { Screen } from '../../../../content/model/screen.ts';
import { serverNow } from '../../clock.ts';
import { fitScale, useGridShift, usePixelRatio } from '../../device-pixels.ts';
import { type LedScene, openLedScene } from './led-scene.ts';
import { dotPitchPx, farWidthPx, type LedMode, paintDots, paintFar } from './led-views.ts';

interface LedPreviewProps {
  readonly rendition: Rendition;
  /** Of the screen it would hang on. */
  readonly screen: Pick<Screen, 'pitchUm' | 'viewingDistanceM' | 'zone'>;
  readonly durationMs: number;
  readonly alt: string;
  readonly modes?: readonly LedMode[];
}

const ALL: readonly LedMode[] = ['exact', 'far', 'dots'];
/** Device pixels for one LED pixel; `fit`: as many as there is room for. */
const ZOOMS = ['fit', '1', '2'] as const;
type Zoom = (typeof ZOOMS)[number];

export function LedPreview({ rendition, screen, durationMs, alt, modes = ALL }: LedPreviewProps) {
  const { t } = useTranslation();
  const [mode, setMode] = useState<LedMode>(modes[0] ?? 'exact');
  const { ref, width: availablePx } = useElementSize();
  const ratio = usePixelRatio();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const shift = useGridShift(frame, ratio);
  const [isBroken, setBroken] = useState(false);
  const { widthPx, heightPx } = rendition;
  const [zoom, setZoom] = useState<Zoom>('fit');
  const size = sizeOf(mode, { widthPx, heightPx, ...screen }, availablePx, ratio, zoom);

  useEffect(() => {
    const target = canvas.current?.getContext('2d');
    if (target === null || target === undefined || size.widthPx === 0) return undefined;
    const source = document.createElement('canvas');
    source.width = widthPx;
    source.height = heightPx;
    const context = source.getContext('2d', { alpha: false });
    const rules = zoneRulesOf(screen.zone, serverNow(), 2);
    const startedAt = performance.now();
    let scene: LedScene | undefined;
    let frameId = 0;
    let isGone = false;
    const paint = () => {
      if (scene === undefined || context === null) return;
      scene.draw(context, performance.now() - startedAt, localTimeOf(rules, serverNow()));
      if (mode === 'far') paintFar(source, target);
      else if (mode === 'dots') paintDots(source, target, size.widthPx / widthPx);
      else target.drawImage(source, 0, 0);
      if (scene.isMoving) frameId = requestAnimationFrame(paint);
    };
    openLedScene(rendition, durationMs).then(
      (opened) => {
        if (isGone) return opened.close();
        scene = opened;
        setBroken(false);
        return paint();
      },
      () => setBroken(true),
    );
    return () => {
      isGone = true;
      cancelAnimationFrame(frameId);
      scene?.close();
    };
  }, [rendition, durationMs, screen.zone, mode, widthPx, heightPx, size.widthPx]);

  const { padding, translation } = shift;
  return (
    <Stack gap={6} ref={ref}>
      {modes.length > 1 && (
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            value={mode}
            onChange={(value) => setMode(value)}
            aria-label={t('studio.view')}
            data={modes.map((value) => ({ value, label: t(`studio.view_${value}`) }))}
          />
          {mode === 'exact' && (
            <SegmentedControl
              size="xs"
              value={zoom}
              onChange={(value) => setZoom(value)}
              aria-label={t('studio.zoom')}
              data={ZOOMS.map((value) => ({
                value,
                label: value === 'fit' ? t('studio.zoom_fit') : `${value}×`,
              }))}
            />
          )}
        </Group>
      )}
      <div
        ref={frame}
        // May be larger than its room: then the arrow keys must reach it.
        tabIndex={0}
        role="group"
        aria-label={alt}
        style={{
          paddingLeft: padding.x,
          paddingTop: padding.y,
          overflow: 'auto',
          background: '#000',
          width: 'fit-content',
          maxWidth: '100%',
        }}
      >
        <canvas
          ref={canvas}
          role="img"
          aria-label={alt}
          width={size.widthPx}
          height={size.heightPx}
          style={{
            display: 'block',
            width: size.cssWidthPx,
            height: size.cssHeightPx,
            maxWidth: 'none',
            imageRendering: mode === 'exact' && size.isExact ? 'pixelated' : 'auto',
            transform: `translate(${translation.x}px, ${translation.y}px)`,
          }}
        />
      </div>
      <Text fz="xs" c={isBroken ? 'red' : 'dimmed'}>
        {isBroken
          ? t('picture.broken')
          : t(`studio.said_${mode === 'exact' && !size.isExact ? 'shrunk' : mode}`, {
              width: widthPx,
              height: heightPx,
              distance: screen.viewingDistanceM,
              pitch: screen.pitchUm / 1_000,
            })}
      </Text>
    </Stack>
  );
}

/** Backing store in device pixels and the size in CSS pixels. */
function sizeOf(
  mode: LedMode,
  {
    widthPx,
    heightPx,
    pitchUm,
    viewingDistanceM,
  }: Pick<Screen, 'widthPx' | 'heightPx' | 'pitchUm' | 'viewingDistanceM'>,
  availablePx: number,
  ratio: number,
  zoom: Zoom,
) {
  if (availablePx === 0) return { widthPx: 0, heightPx: 0, cssWidthPx: 0, cssHeightPx: 0, isExact: true };
  if (mode === 'exact') {
    const k = zoom === 'fit' ? fitScale(widthPx, availablePx, ratio) : Number(zoom);
    const scale = k === 0 ? availablePx / widthPx : k / ratio;
    return { widthPx, heightPx, cssWidthPx: widthPx * scale, cssHeightPx: heightPx * scale, isExact: k > 0 };
  }
  const factor =
    mode === 'far'
      ? Math.min(1, farWidthPx(widthPx, pitchUm, viewingDistanceM) / widthPx)
      : dotPitchPx(widthPx, availablePx * ratio);
  const css = mode === 'far' ? factor : factor / ratio;
  const device = mode === 'far' ? factor * ratio : factor;
  return {
    widthPx: Math.max(1, Math.round(widthPx * device)),
    heightPx: Math.max(1, Math.round(heightPx * device)),
    cssWidthPx: widthPx * css,
    cssHeightPx: heightPx * css,
    isExact: true,
  };
}
