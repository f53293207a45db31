// What we use of the x11 package, which has no types of its own.

declare module 'x11' {
  type Reply<T> = (error: Error | null, value: T) => void;

  export interface XClient {
    readonly atoms: Readonly<Record<string, number>>;
    GetWindowAttributes(window: number, reply: Reply<{ klass: number; mapState: number }>): void;
    GetGeometry(
      window: number,
      reply: Reply<{ xPos: number; yPos: number; width: number; height: number; borderWidth: number }>,
    ): void;
    QueryTree(window: number, reply: Reply<{ children: number[] }>): void;
    InternAtom(onlyIfExists: boolean, name: string, reply: Reply<number>): void;
    GetProperty(
      remove: number,
      window: number,
      name: number,
      type: number,
      offset: number,
      length: number,
      reply: Reply<{ type: number; data: Buffer }>,
    ): void;
    GetImage(
      format: number,
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planeMask: number,
      reply: Reply<{ depth: number; data: Buffer }>,
    ): void;
    LowerWindow(window: number): void;
    RaiseWindow(window: number): void;
    on(event: 'error' | 'end', listener: (error?: Error) => void): void;
    terminate(): void;
  }

  export interface XDisplay {
    readonly client: XClient;
    readonly screen: readonly { readonly root: number }[];
  }

  const x11: {
    createClient(
      options: { display: string },
      ready: Reply<XDisplay>,
    ): { on(event: 'error', listener: (error: Error) => void): void };
  };
  export default x11;
}
