// An oracle for tiny hours, unlike the engine in every way: time goes by in ticks of 180 s, and at each tick every
// choice (one of the items, or nothing) is followed. Durations must be whole ticks, and counts such that the
// promised gap is whole ticks too; then its "no" is a proof.

export const TICK_MS = 180_000;
export const HOUR_TICKS = 20;
/** Counts whose gap of 1.5 x 3600/N s is a whole number of ticks. */
export const TICK_COUNTS: readonly number[] = [1, 2, 3, 5, 6];

export interface TinyItem {
  readonly showingsPerHour: number;
  readonly durationTicks: number;
}

interface Shown {
  readonly count: number;
  readonly firstTick: number;
  readonly lastTick: number;
}

/** Whether some timetable of a repeating hour shows every item N times with gaps of at most 1.5 x 3600/N s. */
export function canBeShown(items: readonly TinyItem[]): boolean {
  const gapTicks = items.map(({ showingsPerHour }) => (1.5 * HOUR_TICKS) / showingsPerHour);
  const dead = new Set<string>();
  const follow = (tick: number, shown: readonly Shown[]): boolean => {
    const leftTicks = items.reduce(
      (sum, { showingsPerHour, durationTicks }, index) =>
        sum + (showingsPerHour - (shown[index]?.count ?? 0)) * durationTicks,
      0,
    );
    if (leftTicks === 0) return items.every((_, index) => closes(shown[index], gapTicks[index] ?? 0));
    if (tick + leftTicks > HOUR_TICKS) return false;
    const key = `${tick}:${JSON.stringify(shown)}`;
    if (dead.has(key)) return false;
    const late = items.some(({ showingsPerHour }, index) => {
      const { count, lastTick } = shown[index] ?? NOT_SHOWN;
      const dueTick = (count > 0 ? lastTick : 0) + (gapTicks[index] ?? 0);
      return count < showingsPerHour && tick > dueTick;
    });
    const can =
      !late &&
      (items.some(({ showingsPerHour, durationTicks }, index) => {
        const { count, firstTick, lastTick } = shown[index] ?? NOT_SHOWN;
        if (count === showingsPerHour) return false;
        if (count > 0 && tick - lastTick > (gapTicks[index] ?? 0)) return false;
        const now = { count: count + 1, firstTick: count === 0 ? tick : firstTick, lastTick: tick };
        return follow(
          tick + durationTicks,
          shown.map((one, other) => (other === index ? now : one)),
        );
      }) ||
        follow(tick + 1, shown));
    if (!can) dead.add(key);
    return can;
  };
  return follow(
    0,
    items.map(() => NOT_SHOWN),
  );
}

const NOT_SHOWN: Shown = { count: 0, firstTick: -1, lastTick: -1 };

function closes(shown: Shown | undefined, gapTicks: number): boolean {
  return shown !== undefined && shown.firstTick + HOUR_TICKS - shown.lastTick <= gapTicks;
}
