// Reads strace -f -y output: calls of several threads that interrupt each other ("unfinished", "resumed").

export interface TracedCall {
  call: string;
  /** The raw argument text. */
  args: string;
  /** The path or pipe of the first argument, as -y shows it. */
  path: string;
  result: number;
  /** Positions in the trace; a call that ran without interruption starts and ends on the same line. */
  startedAt: number;
  endedAt: number;
}

/** In the order in which the calls began. */
export function parseTrace(text: string): TracedCall[] {
  const calls: TracedCall[] = [];
  const unfinished = new Map<string, { args: string; startedAt: number }>();
  for (const [position, line] of text.split('\n').entries()) {
    const whole = /^(\d+) +(\w+)\((.*)\) += (-?\d+)/.exec(line);
    const begun = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/.exec(line);
    const resumed = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+)/.exec(line);
    if (resumed !== null) {
      const [, pid, call = '', rest = '', result] = resumed;
      const start = unfinished.get(`${pid} ${call}`);
      if (start !== undefined) calls.push(traced(call, start.args + rest, result, start.startedAt, position));
    } else if (whole !== null) {
      const [, , call = '', args = '', result] = whole;
      calls.push(traced(call, args, result, position, position));
    } else if (begun !== null) {
      const [, pid, call = '', args = ''] = begun;
      unfinished.set(`${pid} ${call}`, { args, startedAt: position });
    }
  }
  return calls.sort((left, right) => left.startedAt - right.startedAt);
}

function traced(call: string, args: string, result = '-1', startedAt: number, endedAt: number): TracedCall {
  const path = /^\d+<([^>]*)>/.exec(args)?.[1] ?? '';
  return { call, args, path, result: Number(result), startedAt, endedAt };
}
