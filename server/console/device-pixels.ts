// Whole device pixels in a world of CSS pixels: how many of them one LED pixel gets, and the shift that puts an element
// on their grid. Off the grid the browser resamples, and the picture is no longer the one the player draws.

import { type RefObject, useEffect, useState } from 'react';

/** Device pixels per CSS pixel; changes with zoom and when the window moves to another display. */
export function usePixelRatio(): number {
  const [ratio, setRatio] = useState(() => window.devicePixelRatio);
  useEffect(() => {
    const query = matchMedia(`(resolution: ${ratio}dppx)`);
    const change = () => setRatio(window.devicePixelRatio);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, [ratio]);
  return ratio;
}

/** Whole device pixels per LED pixel; 0 when not even one fits. */
export function fitScale(widthPx: number, availablePx: number, pixelRatio: number): number {
  return Math.floor((availablePx * pixelRatio) / widthPx);
}

export interface GridShift {
  /** CSS pixels of padding that bring the content to whole CSS pixels. */
  readonly padding: { readonly x: number; readonly y: number };
  /** CSS pixels from there to the next device pixel: a transform, because layout knows no finer steps than 64ths. */
  readonly translation: { readonly x: number; readonly y: number };
}

export const UNMOVED: GridShift = { padding: { x: 0, y: 0 }, translation: { x: 0, y: 0 } };

function shiftTo(at: number, ratio: number): { padding: number; translation: number } {
  const wholeCss = Math.ceil(at - 1 / 128);
  const devicePx = wholeCss * ratio;
  const translation = (Math.ceil(devicePx - 1 / 128) - devicePx) / ratio;
  return { padding: Math.max(0, wholeCss - at), translation: Math.max(0, translation) };
}

/** How far the content of `frame` must move to stand on the device's grid, kept up as the page above it changes. */
export function useGridShift(frame: RefObject<HTMLElement | null>, ratio: number): GridShift {
  const [shift, setShift] = useState(UNMOVED);
  useEffect(() => {
    const measure = () => {
      if (frame.current === null) return;
      const { left, top } = frame.current.getBoundingClientRect();
      const [x, y] = [shiftTo(left + scrollX, ratio), shiftTo(top + scrollY, ratio)];
      const next: GridShift = {
        padding: { x: x.padding, y: y.padding },
        translation: { x: x.translation, y: y.translation },
      };
      setShift((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    measure();
    // Whatever moves the frame changes the height of the page or of something beside it.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [frame, ratio]);
  return shift;
}
