// What is drawn above the content because somebody at the console or the keyboard asked: a giant number, the test card, a
// small check code in a corner. All but the code cover the content, and the showings below are told so. Each goes away by
// itself.

import type { OverlayKind, OverlayPlace } from '../content/model/protocol.ts';
import { randomLetters } from './digest.ts';
import { drawTestCard } from './test-card.ts';

export interface OverlayPorts {
  /** The content's canvas: the overlay lies exactly on it. */
  readonly below: HTMLCanvasElement;
  /** Frames of the page so far. */
  readonly frames: () => number;
  /** The content is covered from now, or no longer. */
  readonly veil: (isVeiled: boolean) => void;
  /** Something came or went; a check code is told at each turn. */
  readonly noted: (kind: OverlayKind, detail: string) => void;
}

const CODE_LETTERS = 4;
const CODE_TURN_MS = 60_000;
const WHITE = '#fff';

export class Overlay {
  readonly #ports: OverlayPorts;
  readonly #canvas = document.createElement('canvas');
  #kind: OverlayKind | null = null;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #frame = 0;

  constructor(ports: OverlayPorts) {
    this.#ports = ports;
    this.#canvas.className = 'overlay';
    this.#canvas.hidden = true;
    ports.below.after(this.#canvas);
  }

  get kind(): OverlayKind | null {
    return this.#kind;
  }

  /** Shows it for so long, in place of any other; on the content, or where somebody tries to put it. 0: takes away any. */
  show(
    kind: OverlayKind,
    forMs: number,
    { number = 0, place }: { number?: number | undefined; place?: OverlayPlace | undefined } = {},
  ): void {
    const { below, veil } = this.#ports;
    if (forMs === 0) return this.hide();
    if (kind === 'test_card' && this.#kind === kind) {
      // Pushed about: one card in the journal, not one for every pixel.
      for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    } else {
      this.hide();
    }
    const isNew = this.#kind === null;
    this.#kind = kind;
    this.#timers.push(setTimeout(() => this.hide(), forMs));
    this.#lay(place);
    if (!isNew) return;
    this.#canvas.width = below.width;
    this.#canvas.height = below.height;
    this.#canvas.hidden = false;
    veil(kind !== 'check_code');
    if (kind === 'identify') this.#drawNumber(number);
    else if (kind === 'test_card') this.#drawCard();
    else this.#turnCode();
  }

  hide(): void {
    if (this.#kind === null) return;
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    cancelAnimationFrame(this.#frame);
    this.#ports.noted(this.#kind, 'off');
    this.#kind = null;
    this.#canvas.hidden = true;
    this.#ports.veil(false);
  }

  /** Where it is tried out, nothing else may be seen beside it. */
  #lay(place: OverlayPlace | undefined): void {
    const { style } = this.#canvas;
    for (const side of ['left', 'top', 'width', 'height'] as const)
      style[side] = this.#ports.below.style[side];
    style.boxShadow = place === undefined ? '' : '0 0 0 20000px #000';
    if (place === undefined) return;
    style.left = `${place.offsetXPx / devicePixelRatio}px`;
    style.top = `${place.offsetYPx / devicePixelRatio}px`;
  }

  #drawNumber(number: number): void {
    const { context, width, height } = this.#sheet();
    context.fillStyle = '#000';
    context.fillRect(0, 0, width, height);
    context.fillStyle = WHITE;
    context.font = `bold ${Math.floor(Math.min(height * 0.8, width * 0.5))}px sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(String(number), width / 2, height / 2);
    this.#ports.noted('identify', String(number));
  }

  #drawCard(): void {
    this.#ports.noted('test_card', 'on');
    const tick = (): void => {
      const { context, width, height } = this.#sheet();
      drawTestCard(context, width, height, this.#ports.frames());
      this.#frame = requestAnimationFrame(tick);
    };
    tick();
  }

  /** Drawn by lot, so that nobody knows it before it hangs in the street. */
  #turnCode(): void {
    const code = randomLetters(CODE_LETTERS);
    const { context, width, height } = this.#sheet();
    context.clearRect(0, 0, width, height);
    const size = Math.max(10, Math.floor(height / 16));
    context.font = `bold ${size}px monospace`;
    const wide = Math.ceil(context.measureText(code).width) + 6;
    context.fillStyle = '#000';
    context.fillRect(width - wide, height - size - 4, wide, size + 4);
    context.fillStyle = WHITE;
    context.textBaseline = 'middle';
    context.fillText(code, width - wide + 3, height - size / 2 - 2);
    this.#ports.noted('check_code', code);
    this.#timers.push(setTimeout(() => this.#turnCode(), CODE_TURN_MS));
  }

  #sheet(): { context: CanvasRenderingContext2D; width: number; height: number } {
    const context = this.#canvas.getContext('2d');
    if (context === null) throw new Error('no 2d canvas');
    return { context, width: this.#canvas.width, height: this.#canvas.height };
  }
}
