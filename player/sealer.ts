// Chốt sổ of the player: when an hour is over, signs where the chain stood and writes that into the chain, with nothing
// shown too. Signing takes a moment, so the record names the place it seals instead of relying on its own.
// If it fails the hour still closes by the records after it; only a chain cut off right there would not be noticed.

import type { Interval } from '../content/model/instant.ts';
import { hourSealSigningText } from '../content/model/play.ts';
import { DaySealEcho } from '../content/model/seal.ts';
import type { Chain, Stamp } from './chain.ts';
import type { Journal } from './journal.ts';

export interface SealerPorts {
  readonly chain: Chain;
  readonly journal: Pick<Journal, 'read' | 'write'>;
  /** By the player's key, base64. */
  readonly sign: (text: string) => Promise<string>;
  readonly stamp: () => Stamp;
  readonly onFault: (fault: unknown) => void;
  /** A seal stands in the chain. */
  readonly onSealed?: () => void;
}

export class Sealer {
  readonly #ports: SealerPorts;
  #server: DaySealEcho | null = null;
  #lane: Promise<void> = Promise.resolve();

  constructor(ports: SealerPorts) {
    this.#ports = ports;
  }

  /** Remembers the server's seal of before the boot: the echo works off line too. */
  async load(): Promise<void> {
    const stored = DaySealEcho.safeParse(await this.#ports.journal.read('server_seal'));
    if (stored.success) this.learn(stored.data);
  }

  /** The server's newest day seal; an older one, or null, changes nothing. */
  learn(server: DaySealEcho | null): void {
    if (server === null || server.number <= (this.#server?.number ?? 0)) return;
    this.#server = server;
    this.#ports.journal.write('server_seal', server).catch(this.#ports.onFault);
  }

  /** `hour` is over, and all that belongs to it stands in the chain. */
  seal(hour: Interval): void {
    const { chain, sign, stamp, onFault, onSealed } = this.#ports;
    const { screen, key, boot, sealed } = chain.standing;
    const claim = { hour: { from: hour.from, to: hour.to }, sealed, server: this.#server };
    this.#lane = this.#lane.then(async () => {
      try {
        const signature = await sign(hourSealSigningText({ screen, key, boot, ...claim }));
        chain.append([{ ...stamp(), type: 'seal', ...claim, signature }]);
        onSealed?.();
      } catch (fault) {
        onFault(fault);
      }
    });
  }

  /** Resolves when every hour handed in is sealed, or its fault reported. */
  async settled(): Promise<void> {
    await this.#lane;
  }
}
