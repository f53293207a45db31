// Everything around the showings that is not one: brightness, overlays, snapshots, diagnostics, and the page's care for
// itself. It looks once a second and never stands on the path of a picture; if it fails the wall plays on.

import { HOUR_MS, type Instant, type LocalTime } from '../content/model/instant.ts';
import type { IncidentKind, RecordDraft } from '../content/model/play.ts';
import type { Programme, ProgrammeItem } from '../content/model/programme.ts';
import { MOST_BROKEN, type PlayerErrand, type PlayerState } from '../content/model/protocol.ts';
import { brightnessAt } from './brightness.ts';
import { BrokenItems } from './broken-items.ts';
import type { Stamp } from './chain.ts';
import { Overlay } from './overlay.ts';
import { isMemoryHigh, mayReload } from './self-care.ts';
import type { Showing } from './showing.ts';
import { type SnapshotPorts, type SnapshotQueue, Snapshots } from './snapshots.ts';
import type { CanvasStage } from './stage.ts';
import { hasServiceWorker, measureMemory, measureStorage } from './storage-state.ts';
import type { Visibility } from './visibility.ts';

export interface AttendancePorts {
  readonly canvas: HTMLCanvasElement;
  readonly stage: Pick<CanvasStage, 'dim'>;
  readonly visibility: Visibility;
  readonly frames: { readonly count: number };
  readonly queue: SnapshotQueue;
  readonly photograph: SnapshotPorts['photograph'];
  readonly now: () => Instant;
  readonly mono: () => number;
  readonly stamp: () => Stamp;
  readonly localTimeAt: (at: Instant) => LocalTime;
  /** In force now. */
  readonly programme: () => Programme | undefined;
  readonly showing: () => Showing | null;
  readonly record: (draft: RecordDraft) => void;
  readonly snapshotAdded: () => void;
  readonly changed: () => void;
  readonly onFault: (fault: unknown) => void;
  /** Lines of the diagnostics panel that only the composition root knows. */
  readonly facts: () => readonly string[];
  readonly reload: () => void;
}

/** A test card called up by hand. */
const CARD_MS = 600_000;
const MEASURE_EVERY_LOOKS = 60;

export class Attendance {
  readonly #ports: AttendancePorts;
  readonly #overlay: Overlay;
  readonly #snapshots: Snapshots;
  readonly #panel = document.querySelector<HTMLElement>('#diagnostics');
  #percent = 100;
  #wantsReload: string | null = null;
  #looks = 0;
  /** Hour in which a broken item was last written down. */
  readonly #written = new Map<string, number>();
  readonly #broken = new BrokenItems();
  #storage: Awaited<ReturnType<typeof measureStorage>> = {};

  constructor(ports: AttendancePorts) {
    this.#ports = ports;
    const { canvas, photograph, visibility, queue, now, stamp, record, snapshotAdded, onFault, frames } =
      ports;
    this.#overlay = new Overlay({
      below: canvas,
      frames: () => frames.count,
      veil: (isVeiled) => visibility.veil(isVeiled),
      noted: (kind, detail) => {
        this.note(kind === 'check_code' ? 'check_code' : 'overlay', {
          detail: kind === 'check_code' ? detail : `${kind} ${detail}`,
        });
        ports.changed();
      },
    });
    const added = snapshotAdded;
    this.#snapshots = new Snapshots({ canvas, photograph, queue, stamp, now, record, added, onFault });
    visibility.onChange(() => this.note(visibility.isVisible ? 'visible' : 'hidden'));
    addEventListener('keydown', this.#onKey);
  }

  /** Writes down something that is no showing. */
  note(kind: IncidentKind, more: { item?: string; value?: number; detail?: string } = {}): void {
    this.#ports.record({ ...this.#ports.stamp(), type: 'incident', kind, ...more });
  }

  /** An item that cannot be shown: written down once an hour for each version, however often it comes up. */
  noteBroken(item: Pick<ProgrammeItem, 'id' | 'version' | 'title'>, why: string): void {
    this.#broken.note(item, 'cannot_be_shown');
    const hour = Math.floor(this.#ports.now() / HOUR_MS);
    const name = `${item.id}@${item.version}`;
    if (this.#written.get(name) === hour) return;
    this.#written.set(name, hour);
    this.note('asset_broken', { item: item.id, detail: `version ${item.version}: ${why}` });
  }

  /** An item that was due and is set aside: the start that did that has written it down. */
  noteSetAside(item: Pick<ProgrammeItem, 'id' | 'version' | 'title'>): void {
    this.#broken.note(item, 'set_aside');
  }

  /** Something that the server hears of. */
  changed(): void {
    this.#ports.changed();
  }

  /** Share of the signal that gets through. */
  get brightnessPercent(): number {
    return this.#percent;
  }

  /** Is the canvas what the LED gets: not dimmed, not covered by ourselves? */
  get isPlain(): boolean {
    return this.#percent === 100 && this.#overlay.kind === null;
  }

  state(): Pick<PlayerState, 'brightnessPercent' | 'overlay' | 'broken'> & {
    storage: Pick<PlayerState['storage'], 'usedBytes' | 'freeBytes' | 'startsOffline'>;
  } {
    const broken = this.#broken.within(this.#ports.programme(), MOST_BROKEN);
    return {
      ...(broken.length === 0 ? {} : { broken }),
      brightnessPercent: this.#percent,
      overlay: this.#overlay.kind,
      storage: { ...this.#storage, startsOffline: hasServiceWorker() },
    };
  }

  run(errand: PlayerErrand): void {
    if (errand.what === 'overlay') this.#overlay.show(errand.overlay, errand.forMs, errand);
    else this.#snapshots.take(this.#ports.showing, 'asked');
  }

  noteShowing(showing: Showing): void {
    this.#broken.noteShowing(showing);
    this.#snapshots.noteShowing(showing, this.#ports.showing);
  }

  /** The page should start over when nobody sees it. */
  askForReload(why: string): void {
    this.#wantsReload ??= why;
  }

  /** Once a second. */
  look(): void {
    const { now, mono, localTimeAt, programme, showing, reload } = this.#ports;
    const at = now();
    const { minuteOfDay } = localTimeAt(at);
    this.#dim(brightnessAt(programme()?.screen.brightness, at, minuteOfDay));
    if (this.#looks % MEASURE_EVERY_LOOKS === 0) this.#measure();
    this.#looks += 1;
    if (this.#panel?.hidden === false) this.#fillPanel();
    const quiet = { showing: showing(), now: at, minuteOfDay, upMs: mono() };
    if (this.#wantsReload === null || !mayReload(quiet)) return;
    this.note('planned_reload', { detail: this.#wantsReload.slice(0, 200) });
    this.#wantsReload = null;
    // The record goes first.
    setTimeout(reload, 1_000);
  }

  stop(): void {
    removeEventListener('keydown', this.#onKey);
    this.#overlay.hide();
  }

  #dim(percent: number): void {
    if (percent === this.#percent) return;
    this.#percent = percent;
    this.#ports.stage.dim(percent);
    this.note('brightness', { value: percent });
  }

  #measure(): void {
    measureStorage()
      .then((storage) => {
        this.#storage = storage;
      })
      .catch(this.#ports.onFault);
    const memory = measureMemory();
    if (memory === null || !isMemoryHigh(memory) || this.#wantsReload !== null) return;
    this.note('memory_high', { value: memory.usedBytes });
    this.askForReload('memory');
  }

  /** Ctrl+Alt+D: what the player knows of itself. Ctrl+Alt+T: test card. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (!event.ctrlKey || !event.altKey) return;
    if (event.code === 'KeyT') {
      if (this.#overlay.kind === null) this.#overlay.show('test_card', CARD_MS);
      else this.#overlay.hide();
    }
    if (event.code !== 'KeyD' || this.#panel === null) return;
    this.#panel.hidden = !this.#panel.hidden;
    this.#ports.visibility.veil(!this.#panel.hidden);
    if (!this.#panel.hidden) this.#fillPanel();
  };

  #fillPanel(): void {
    if (this.#panel === null) return;
    const { usedBytes, freeBytes } = this.#storage;
    const memory = measureMemory();
    this.#panel.textContent = [
      ...this.#ports.facts(),
      `output ${innerWidth} × ${innerHeight} css px, ratio ${devicePixelRatio}`,
      `brightness ${this.#percent} %`,
      `storage used ${usedBytes ?? '?'} free ${freeBytes ?? '?'} bytes, starts off line ${hasServiceWorker()}`,
      `memory ${memory === null ? '?' : memory.usedBytes} bytes, frames ${this.#ports.frames.count}`,
    ].join('\n');
  }
}
