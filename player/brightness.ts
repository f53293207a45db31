// How bright the screen may be now: by the sun where it stands, or by fixed times, never above its limits. What is dimmed
// is the signal above the drawn picture, so hashes stay those that were approved. Software cannot measure light: the
// luminance of full signal comes from the commissioning meter.

import { getPosition } from 'suncalc';
import type { Instant } from '../content/model/instant.ts';
import type { Brightness } from '../content/model/screen.ts';

/** Civil twilight: from sunset until the sun is so far below the horizon the screen goes from day to night. */
const NIGHT_DEGREES = -6;
const UDEG = 1_000_000;
/** Sending cards and panels show a signal v as v^2.2 until a calibration says otherwise. */
const GAMMA = 2.2;

/** Share of full signal, in whole per cent: 1 to 100. */
export function brightnessAt(brightness: Brightness | undefined, at: Instant, minuteOfDay: number): number {
  if (brightness === undefined) return 100;
  const { fullNits, dayNits, nightNits } = brightness;
  const day = dayShare(brightness, at, minuteOfDay);
  // Between the two by equal ratios: that is how eyes and evenings go.
  const nits = nightNits * (dayNits / nightNits) ** day;
  const signal = (Math.min(nits, fullNits) / fullNits) ** (1 / GAMMA);
  // Rounded down: a limit is a limit.
  return Math.max(1, Math.min(100, Math.floor(signal * 100 + 1e-9)));
}

/** 0 at night, 1 by day. */
function dayShare({ night }: Brightness, at: Instant, minuteOfDay: number): number {
  if (night.by === 'sun') {
    const { altitude } = getPosition(new Date(at), night.latitudeUdeg / UDEG, night.longitudeUdeg / UDEG);
    return Math.max(0, Math.min(1, 1 - altitude / NIGHT_DEGREES));
  }
  const { fromMinute, untilMinute } = night;
  const isNight =
    fromMinute <= untilMinute
      ? minuteOfDay >= fromMinute && minuteOfDay < untilMinute
      : minuteOfDay >= fromMinute || minuteOfDay < untilMinute;
  return isNight ? 0 : 1;
}
