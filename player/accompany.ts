// Keeps page and agent in step: what the agent sees becomes evidence of the running showing, a yield declared at the PC
// becomes an interruption, and the agent learns what should be on the wall.

import type { Clock, Instant } from '../content/model/instant.ts';
import type { Interruption, Yield } from '../content/model/interruption.ts';
import type { AgentReport } from '../content/model/protocol.ts';
import type { Companion, DesktopRect, LocalYield, Outlook } from './companion.ts';
import type { Cover } from './cover.ts';

export interface AccompanyPorts {
  readonly screenId: string;
  readonly clock: Clock;
  readonly cover: Cover;
  readonly declare: (declared: Yield) => Promise<void>;
  /** Who rules now instead of the programme. */
  readonly ruler: () => Interruption | null;
  /** Hash of the picture that stands on the canvas, undimmed; null where it moves. */
  readonly pixels: () => string | null;
  readonly canvas: HTMLCanvasElement;
  readonly onReport: (report: AgentReport) => void;
  readonly onFault: (fault: unknown) => void;
}

const TELL_EVERY_MS = 1_000;

/** Returns how to end it. */
export function accompany(companion: Companion, ports: AccompanyPorts): () => void {
  const stopHearing = companion.listen((event) => {
    if (event.kind === 'yield') {
      ports.declare(yieldOf(event.declared, ports)).catch(ports.onFault);
      return;
    }
    const { covers } = event.report;
    ports.cover.note(covers === null ? null : covers.length > 0);
    ports.onReport(event.report);
  });
  const telling = setInterval(
    () => void companion.tell(outlookOf(ports)).catch(ports.onFault),
    TELL_EVERY_MS,
  );
  return () => {
    clearInterval(telling);
    stopHearing();
  };
}

/** Where the canvas stands on the desktop. */
export function desktopRectOf(canvas: HTMLCanvasElement): DesktopRect {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const scaled = (cssPx: number) => Math.round(cssPx * devicePixelRatio);
  return {
    x: scaled(screenX + left),
    y: scaled(screenY + top),
    width: Math.max(1, scaled(width)),
    height: Math.max(1, scaled(height)),
  };
}

function outlookOf({ canvas, pixels, ruler, clock }: AccompanyPorts): Outlook {
  const rect = desktopRectOf(canvas);
  const current = ruler();
  return {
    rect,
    pixels: current === null && rect.width === canvas.width ? pixels() : null,
    yielded: current?.kind === 'yield' ? yieldedOf(current, clock.now()) : null,
  };
}

function yieldedOf({ id, recipient, until }: Yield, now: Instant): NonNullable<Outlook['yielded']> {
  return { id, recipient, until, leftMs: until - now };
}

function yieldOf(declared: LocalYield, { screenId, clock }: AccompanyPorts): Yield {
  const { id, revision, recipient, reason, by, durationMs } = declared;
  const now = clock.now();
  return {
    v: 1,
    id,
    revision,
    screen: screenId,
    issuedAt: now,
    issuedBy: by,
    from: now,
    until: now + durationMs,
    document: null,
    kind: 'yield',
    recipient,
    reason,
  };
}
