// A real disk that can be made full: then no file can be made and nothing written; what is there can be read, synced and
// cut.

import { type Disk, nodeDisk } from '../../server/store/disk.ts';

export type FillableDisk = Disk & { isFull: boolean };

const full = () => Object.assign(new Error('full'), { code: 'ENOSPC' });

export function fillableDisk(): FillableDisk {
  const disk: FillableDisk = {
    ...nodeDisk,
    isFull: false,
    open: async (path, mode) => {
      if (disk.isFull && mode === 'create') throw full();
      const file = await nodeDisk.open(path, mode);
      if (mode === 'read') return file;
      return new Proxy(file, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name, target);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]): unknown => {
            if (disk.isFull && name === 'write') return Promise.reject(full());
            return (member as (...all: unknown[]) => unknown).apply(target, args);
          };
        },
      });
    },
  };
  return disk;
}
