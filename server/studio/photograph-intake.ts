// A photograph from a telephone or a camera, made into evidence: its time is read, and the picture made anew, small enough
// for a report and without anything else the file told (place, device, owner).

import exifReader from 'exif-reader';
import sharp from 'sharp';
import { type Instant, MINUTE_MS, offsetAt, type ZoneRules } from '../../content/model/instant.ts';
import { takeImage } from './image-intake.ts';

/** Enough to read a code in a corner of the wall. */
const LONGEST_SIDE_PX = 2_000;
const QUALITY = 82;

export interface TakenPhotograph {
  readonly jpeg: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** By the camera; null when the file does not say. */
  readonly takenAt: Instant | null;
}

/** A camera without an offset means the time of the place, `rules`. Throws FILE_REFUSED with what to do. */
export async function takePhotograph(
  bytes: Uint8Array,
  fileName: string,
  rules: ZoneRules,
): Promise<TakenPhotograph> {
  const { png } = await takeImage(bytes, fileName);
  const takenAt = await cameraTimeOf(bytes, rules);
  const { data, info } = await sharp(png)
    .resize({ width: LONGEST_SIDE_PX, height: LONGEST_SIDE_PX, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#000' })
    .jpeg({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, widthPx: info.width, heightPx: info.height, takenAt };
}

async function cameraTimeOf(bytes: Uint8Array, rules: ZoneRules): Promise<Instant | null> {
  const { exif } = await sharp(bytes).metadata();
  if (exif === undefined) return null;
  try {
    const { Photo } = exifReader(exif);
    const local = Photo?.DateTimeOriginal?.getTime();
    if (local === undefined || Number.isNaN(local)) return null;
    const offsetMs = offsetOf(Photo?.OffsetTimeOriginal ?? '');
    return offsetMs === null ? local - offsetAt(rules, local - offsetAt(rules, local)) : local - offsetMs;
  } catch {
    // Damaged or strange: then the person says when.
    return null;
  }
}

/** `+07:00` in ms; null when the camera did not write one. */
function offsetOf(text: string): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(text) ?? [];
  if (sign === undefined) return null;
  const ms = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  return sign === '-' ? -ms : ms;
}
