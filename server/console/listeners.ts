// Who wants to hear that a value of this module has changed, in the shape that `useSyncExternalStore` asks for.

export class Listeners {
  readonly #all = new Set<() => void>();

  /** Bound: it is handed over by itself. Returns a function that ends it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  };

  tell(): void {
    for (const listener of this.#all) listener();
  }
}
