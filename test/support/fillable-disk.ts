// A real disk that can be made full: then nothing can be opened for writing or written, and what is there can be read.

import { type Disk, nodeDisk } from '../../server/store/disk.ts';

export type FillableDisk = Disk & { isFull: boolean };

const full = () => Object.assign(new Error('full'), { code: 'ENOSPC' });

export function fillableDisk(): FillableDisk {
  const disk: FillableDisk = {
    ...nodeDisk,
    isFull: false,
    open: async (path, mode) => {
      if (disk.isFull && mode !== 'read') throw full();
      const file = await nodeDisk.open(path, mode);
      return new Proxy(file, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name, target);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]): unknown => {
            if (disk.isFull && name !== 'read' && name !== 'close') return Promise.reject(full());
            return (member as (...all: unknown[]) => unknown).apply(target, args);
          };
        },
      });
    },
  };
  return disk;
}
