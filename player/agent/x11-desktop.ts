// The desktop of X11: stacking order, geometry and pixels of the root window over one connection, so that a look costs
// a few round trips and no process. A lost connection answers null until the next look brings it back.

import x11, { type XClient, type XDisplay } from 'x11';
import type { DesktopRect } from '../companion.ts';
import { type Desktop, isCovering, type Look, WINDOW_CLASS } from './desktop.ts';

const INPUT_OUTPUT = 1;
const VIEWABLE = 2;
const Z_PIXMAP = 2;
const ALL_PLANES = 0xffffffff;
const STRING_ATOM = 31;
const CLASS_WORDS = 64;
/** Window managers put a frame or two around a window. */
const MOST_FRAMES = 4;

interface Placed {
  readonly window: number;
  readonly rect: DesktopRect;
}

/** A call of the x11 package as a promise. */
async function ask<T>(call: (reply: (error: Error | null, value: T) => void) => void): Promise<T> {
  return await new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null || error === undefined) resolve(value);
      else reject(error);
    });
  });
}

export class X11Desktop implements Desktop {
  readonly name = 'x11';
  readonly #display: string;
  #connection: Promise<XDisplay> | null = null;

  constructor(display: string) {
    this.#display = display;
  }

  async look(rect: DesktopRect): Promise<Look | null> {
    const display = await this.#connect();
    const { client, screen } = display;
    const { children } = await ask<{ children: number[] }>((reply) =>
      client.QueryTree(screen[0]?.root ?? 0, reply),
    );
    const placed = await Promise.all(children.map(async (window) => await place(client, window)));
    const viewable = placed.filter((one) => one !== null);
    const classes = await Promise.all(viewable.map(async ({ window }) => await classOf(client, window)));
    const ours = classes.lastIndexOf(WINDOW_CLASS);
    const above = viewable.flatMap((one, index) => (index > ours ? [{ ...one, name: classes[index] }] : []));
    return {
      isThere: ours !== -1,
      covers: above.filter((one) => isCovering(rect, one.rect)).map(({ name }) => name ?? 'không tên'),
    };
  }

  async grab({ x, y, width, height }: DesktopRect): Promise<Uint8Array<ArrayBuffer> | null> {
    const { client, screen } = await this.#connect();
    const root = screen[0]?.root ?? 0;
    const image = await ask<{ depth: number; data: Buffer }>((reply) =>
      client.GetImage(Z_PIXMAP, root, x, y, width, height, ALL_PLANES, reply),
    );
    // Anything else than 32 bits a pixel is no desktop that a LED controller has.
    if (image.data.length < width * height * 4) return null;
    return rgbaOf(image.data.subarray(0, width * height * 4));
  }

  close(): void {
    void this.#connection?.then(({ client }) => client.terminate()).catch(() => {});
    this.#connection = null;
  }

  async #connect(): Promise<XDisplay> {
    this.#connection ??= connectTo(this.#display, () => {
      this.#connection = null;
    });
    try {
      return await this.#connection;
    } catch (error) {
      this.#connection = null;
      throw error;
    }
  }
}

async function connectTo(display: string, onEnd: () => void): Promise<XDisplay> {
  const connected = await new Promise<XDisplay>((resolve, reject) => {
    const client = x11.createClient({ display }, (error, value) => {
      if (error === null || error === undefined) resolve(value);
      else reject(error);
    });
    client.on('error', reject);
  });
  // A window that vanished between two questions: each question that fails says so itself.
  connected.client.on('error', () => {});
  connected.client.on('end', onEnd);
  return connected;
}

/** Null where it is not on the desktop, or gone. */
async function place(client: XClient, window: number): Promise<Placed | null> {
  try {
    const [attributes, geometry] = await Promise.all([
      ask<{ klass: number; mapState: number }>((reply) => client.GetWindowAttributes(window, reply)),
      ask<{ xPos: number; yPos: number; width: number; height: number; borderWidth: number }>((reply) =>
        client.GetGeometry(window, reply),
      ),
    ]);
    if (attributes.klass !== INPUT_OUTPUT || attributes.mapState !== VIEWABLE) return null;
    const { xPos, yPos, width, height, borderWidth } = geometry;
    const rect = { x: xPos, y: yPos, width: width + 2 * borderWidth, height: height + 2 * borderWidth };
    return { window, rect };
  } catch {
    return null;
  }
}

/** Class of the window, or of the one in its frame; null where none has any. */
async function classOf(client: XClient, window: number, depth = 0): Promise<string | null> {
  try {
    const { data } = await ask<{ data: Buffer }>((reply) =>
      client.GetProperty(0, window, client.atoms['WM_CLASS'] ?? 0, STRING_ATOM, 0, CLASS_WORDS, reply),
    );
    const name = data.toString('latin1').split('\0')[1];
    if (name !== undefined && name !== '') return name;
    if (depth === MOST_FRAMES) return null;
    const { children } = await ask<{ children: number[] }>((reply) => client.QueryTree(window, reply));
    for (const child of children.toReversed()) {
      const inner = await classOf(client, child, depth + 1);
      if (inner !== null) return inner;
    }
    return null;
  } catch {
    return null;
  }
}

/** X gives blue, green, red and a byte of nothing. */
function rgbaOf(bgrx: Uint8Array): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(bgrx.length);
  for (let index = 0; index < bgrx.length; index += 4) {
    rgba[index] = bgrx[index + 2] ?? 0;
    rgba[index + 1] = bgrx[index + 1] ?? 0;
    rgba[index + 2] = bgrx[index] ?? 0;
    rgba[index + 3] = 255;
  }
  return rgba;
}
