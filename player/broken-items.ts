// Which items of the programme cannot be shown now, for the server to say so: each from the first time it could not be drawn,
// or stopped while it was on, until a showing of it went through. Pure.

import type { Programme, ProgrammeItem } from '../content/model/programme.ts';
import type { BrokenItem } from '../content/model/protocol.ts';
import type { Showing } from './showing.ts';

type Named = Pick<ProgrammeItem, 'id' | 'version' | 'title'>;

export class BrokenItems {
  /** By item. */
  readonly #broken = new Map<string, BrokenItem>();
  #on: Pick<Showing, 'item' | 'version'> | null = null;
  /** The showing that is on stopped by itself. */
  #hasStopped = false;

  note({ id, version, title }: Named, why: BrokenItem['why']): void {
    this.#broken.set(id, { item: id, version, title: title.slice(0, 200), why });
    if (this.#on?.item === id) this.#hasStopped = true;
  }

  /** `next` is on: what was on before is over. */
  noteShowing(next: Pick<Showing, 'item' | 'version'>): void {
    const on = this.#on;
    if (on !== null && on.item !== null && !this.#hasStopped) {
      if (this.#broken.get(on.item)?.version === on.version) this.#broken.delete(on.item);
    }
    this.#on = next;
    this.#hasStopped = false;
  }

  /** Those that `programme` still names, in that version. */
  within(programme: Pick<Programme, 'idle' | 'items'> | undefined, most: number): BrokenItem[] {
    const wanted = programme === undefined ? [] : [programme.idle, ...programme.items];
    return wanted
      .flatMap(({ id, version }) => {
        const broken = this.#broken.get(id);
        return broken?.version === version ? [broken] : [];
      })
      .slice(0, most);
  }
}
