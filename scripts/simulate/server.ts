// The server's side of a simulation: the real playlog over a disk that forgets, killed and cut off in the middle of its
// writes, and what players ask of it. Signatures are a cheap keyed hash here (see scripts/simulate.ts).

import { type Instant, clockHourAt } from '../../content/model/instant.ts';
import type { Programme, SignedProgramme } from '../../content/model/programme.ts';
import type { BatchReceipt, PlayBatch, Welcome } from '../../content/model/protocol.ts';
import type { SealSigner } from '../../server/playlog/day-seals.ts';
import { openPlaylog, type Playlog } from '../../server/playlog/playlog.ts';
import { createMemoryDisk, type MemoryDisk } from '../../server/store/memory-disk.ts';
import { sha256, ZONE_RULES } from './city.ts';
import { ServerDown } from './network.ts';
import type { Random, World } from './world.ts';

export const DATA_DIRECTORY = '/data/playlog';

/** Stands for the player's signature. */
export function signatureOf(keyId: string, text: string): string {
  return Buffer.from(sha256(`secret of ${keyId}\n${text}`), 'hex').toString('base64');
}

const SERVER_KEY = '0'.repeat(16);
const SIGNER: SealSigner = {
  keyId: SERVER_KEY,
  sign: (text) => signatureOf(SERVER_KEY, text),
  verify: (keyId, text, signature) => signature === signatureOf(keyId, text),
};

export class SimulatedServer {
  readonly disk: MemoryDisk;
  /** Null while the server is down. */
  playlog: Playlog | null = null;
  /** While the simulator itself looks into the files, nothing dies. */
  isWatched = false;
  kills = 0;
  quarantined = 0;
  readonly #world: World;
  readonly #random: Random;
  readonly #programmes = new Map<string, SignedProgramme[]>();
  readonly #keys = new Map<string, string>();
  /** Operations until the power goes, once a fault has been ordered. */
  #fuse: { operations: number; isPower: boolean; downMs: number } | null = null;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    this.disk = createMemoryDisk({
      interfere: () => {
        if (this.#fuse !== null && !this.isWatched && this.#fuse.operations-- <= 0) this.#die();
        return undefined;
      },
    });
  }

  get screenIds(): string[] {
    return [...new Set(this.#keys.values())];
  }

  enrol(screenId: string, keyId: string): void {
    this.#keys.set(keyId, screenId);
  }

  publish(signed: SignedProgramme): void {
    const { id } = signed.programme.screen;
    this.#programmes.set(id, [...(this.#programmes.get(id) ?? []), signed]);
  }

  programmesOf(screenId: string): readonly Programme[] {
    return this.#programmes.get(screenId)?.map(({ programme }) => programme) ?? [];
  }

  async start(): Promise<void> {
    this.playlog = await openPlaylog(
      {
        directory: DATA_DIRECTORY,
        disk: this.disk.mount(),
        sha256,
        now: () => this.#world.now,
        findKey: (keyId) => {
          const screenId = this.#keys.get(keyId);
          if (screenId === undefined) return undefined;
          const verify = (text: string, signature: string) => signature === signatureOf(keyId, text);
          return { screenId, algorithm: 'Ed25519', revoked: false, verify };
        },
        programmesOf: (screenId) => this.programmesOf(screenId),
        zoneRulesOf: () => ZONE_RULES,
        signer: SIGNER,
        onQuarantine: () => {
          this.quarantined += 1;
        },
      },
      this.screenIds,
    );
  }

  /** From now on the disk counts: after some operations the server dies in the middle of what it does. */
  orderDeath(downMs: number): void {
    if (this.playlog === null || this.#fuse !== null) return;
    const operations = Math.floor(this.#random() * 40);
    this.#fuse = { operations, isPower: this.#random() < 0.5, downMs };
  }

  async hello(screenId: string, keyId: string): Promise<Welcome> {
    const playlog = this.#running();
    const hour = clockHourAt(ZONE_RULES, this.#world.now);
    return {
      screenId,
      serverAt: this.#world.now,
      programmes: this.#inForce(screenId),
      counted: await playlog.countedInHour(screenId, hour),
      interruptions: [],
      acknowledged: await playlog.acknowledged(screenId, keyId),
      seal: null,
    };
  }

  async ingest(screenId: string, keyId: string, batch: PlayBatch): Promise<BatchReceipt> {
    const playlog = this.#running();
    try {
      return await playlog.ingest(screenId, keyId, batch, this.#world.now);
    } catch (fault) {
      throw playlog === this.playlog ? fault : new ServerDown('died meanwhile', { cause: fault });
    }
  }

  async time(): Promise<Instant> {
    this.#running();
    return this.#world.now;
  }

  /** The one in force in this hour and those after it. */
  #inForce(screenId: string): SignedProgramme[] {
    const all = this.#programmes.get(screenId) ?? [];
    const hour = clockHourAt(ZONE_RULES, this.#world.now);
    const first = all.findLastIndex(({ programme }) => programme.effectiveFrom <= hour.from);
    return all.slice(Math.max(0, first));
  }

  #running(): Playlog {
    if (this.playlog === null) throw new ServerDown();
    return this.playlog;
  }

  #die(): void {
    const fuse = this.#fuse;
    if (fuse === null) return;
    this.#fuse = null;
    this.playlog = null;
    this.kills += 1;
    if (fuse.isPower) this.disk.cut(this.#random);
    else this.disk.kill();
    this.#world.at(this.#world.now + fuse.downMs, () => void this.start());
  }
}
