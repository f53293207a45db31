// The other side of the comparison: sqlite3's own shell on the same rows. The table is the CSV itself, every cell of all 23
// columns as text, without keys or indexes; a scan adds up the length of every cell, so each is read and none is skipped.

import { spawnSync } from 'node:child_process';

export interface Ran {
  readonly ms: number;
  readonly cpuMs: number;
  readonly said: string;
}

export class SqliteTable {
  readonly #database: string;

  constructor(database: string) {
    this.#database = database;
  }

  import(csvPath: string): Ran {
    return this.#run('.mode csv', `.import ${csvPath} plays`);
  }

  scan(): Ran {
    const columns = this.#run(
      "select group_concat('length(\"' || name || '\")', ' + ') from pragma_table_info('plays');",
    ).said;
    return this.#run(`select count(*), sum(${columns}) from plays;`);
  }

  /** Writes every row as CSV, as `sqlite3 -csv` does. */
  dump(targetPath: string): Ran {
    return this.#run('.mode csv', '.headers on', `.output ${targetPath}`, 'select * from plays;');
  }

  counted(): number {
    return Number(
      this.#run(`select count(*) from plays where "Được tính (chứng minh hình gửi tới LED)" = 'có';`).said,
    );
  }

  #run(...commands: string[]): Ran {
    const startedMs = performance.now();
    const outcome = spawnSync('sh', ['-c', 'sqlite3 "$0" && times', this.#database], {
      input: commands.join('\n'),
      encoding: 'utf8',
    });
    if (outcome.status !== 0 || outcome.stderr !== '') throw new Error(`sqlite3: ${outcome.stderr}`);
    const ms = performance.now() - startedMs;
    const lines = outcome.stdout.trim().split('\n');
    const times = [...(lines.at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
    const cpuMs = times.reduce(
      (sum, [, minutes, rest]) => sum + Number(minutes) * 60e3 + Number(rest) * 1e3,
      0,
    );
    return { ms, cpuMs, said: lines.slice(0, -2).join('\n').trim() };
  }
}
