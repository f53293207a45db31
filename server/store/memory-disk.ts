// A disk in memory that forgets like a real one: what was not synced is lost, torn or kept when the power is cut,
// names that were not synced with their folder vanish, and a failed sync leaves bytes that only look written.
// For tests and the simulator. Folders themselves are durable at once; that is the one kindness.

import { basename, dirname, resolve } from 'node:path';
import type { Disk, DiskFile, OpenMode } from './disk.ts';
import { MemoryInode } from './memory-inode.ts';

export interface DiskOperation {
  kind:
    | 'open'
    | 'read'
    | 'write'
    | 'truncate'
    | 'datasync'
    | 'sync'
    | 'syncDirectory'
    | 'rename'
    | 'link'
    | 'remove';
  path: string;
  /** How many operations came before it on this disk. */
  ordinal: number;
}

/** `errno` is thrown; of a failing write or sync the first `writtenBytes` are seen or safe nevertheless. */
export interface DiskFault {
  errno: string;
  writtenBytes?: number;
}

export interface MemoryDiskOptions {
  /** Called before each operation; may cut the power (the operation then fails) or answer with a fault. */
  interfere?: (operation: DiskOperation) => DiskFault | undefined;
}

interface NameChange {
  directory: string;
  apply: (names: Map<string, MemoryInode>) => void;
}

export interface MemoryDisk {
  /** The disk as one running program sees it; dead (EIO) after the next cut or kill. */
  mount(): Disk;
  /** Power cut: programs die, unsynced bytes and names settle as `random` (in [0, 1)) says. */
  cut(random: () => number): void;
  /** kill -9: programs die, everything they wrote is still seen. */
  kill(): void;
  /** How many operations were asked for so far. */
  operations(): number;
}

export function createMemoryDisk(options: MemoryDiskOptions = {}): MemoryDisk {
  let names = new Map<string, MemoryInode>();
  const durableNames = new Map<string, MemoryInode>();
  let changes: NameChange[] = [];
  const directories = new Set(['/']);
  let life = 0;
  let ordinal = 0;

  function change(directory: string, apply: NameChange['apply']): void {
    apply(names);
    changes.push({ directory, apply });
  }

  function find(path: string): MemoryInode {
    const inode = names.get(resolve(path));
    if (inode === undefined) throw errnoError('ENOENT', path);
    return inode;
  }

  function mount(): Disk {
    const mine = life;

    function begin(kind: DiskOperation['kind'], path: string, onFault?: (fault: DiskFault) => void): void {
      if (mine !== life) throw errnoError('EIO', path);
      const fault = options.interfere?.({ kind, path, ordinal: ordinal++ });
      if (mine !== life) throw errnoError('EIO', path);
      if (fault === undefined) return;
      onFault?.(fault);
      throw errnoError(fault.errno, path);
    }

    function openInode(path: string, mode: OpenMode): MemoryInode {
      const name = resolve(path);
      const present = names.get(name);
      if (mode === 'exclusive' && present !== undefined) throw errnoError('EEXIST', path);
      if (present !== undefined && mode !== 'read' && present.isReadOnly) throw errnoError('EACCES', path);
      if (present !== undefined) {
        if (mode === 'create') present.truncate(0);
        return present;
      }
      if (mode === 'read' || mode === 'update' || !directories.has(dirname(name))) {
        throw errnoError('ENOENT', path);
      }
      const made = new MemoryInode();
      change(dirname(name), (map) => map.set(name, made));
      return made;
    }

    function fileOf(inode: MemoryInode, path: string): DiskFile {
      const sync = (kind: 'datasync' | 'sync'): void => {
        begin(kind, path, (fault) => inode.failSync(fault.writtenBytes ?? 0));
        inode.sync();
      };
      return {
        read: async (position, length) => {
          begin('read', path);
          return inode.read(position, length);
        },
        write: async (position, bytes) => {
          begin('write', path, (fault) => inode.write(position, bytes.subarray(0, fault.writtenBytes ?? 0)));
          inode.write(position, bytes);
        },
        truncate: async (size) => {
          begin('truncate', path);
          inode.truncate(size);
        },
        size: async () => inode.size,
        datasync: async () => sync('datasync'),
        sync: async () => sync('sync'),
        close: async () => undefined,
      };
    }

    return {
      open: async (path, mode) => {
        begin('open', path);
        return fileOf(openInode(path, mode), path);
      },
      rename: async (from, to) => {
        begin('rename', to);
        const inode = find(from);
        change(dirname(resolve(to)), (map) => {
          map.delete(resolve(from));
          map.set(resolve(to), inode);
        });
      },
      link: async (from, to) => {
        begin('link', to);
        const inode = find(from);
        if (names.has(resolve(to))) throw errnoError('EEXIST', to);
        change(dirname(resolve(to)), (map) => map.set(resolve(to), inode));
      },
      remove: async (path) => {
        begin('remove', path);
        find(path);
        change(dirname(resolve(path)), (map) => map.delete(resolve(path)));
      },
      list: async (directory) => {
        if (mine !== life) throw errnoError('EIO', directory);
        if (!directories.has(resolve(directory))) throw errnoError('ENOENT', directory);
        return namesIn(names, resolve(directory));
      },
      makeDirectory: async (path) => {
        if (mine !== life) throw errnoError('EIO', path);
        let topmost: string | undefined;
        for (let name = resolve(path); !directories.has(name); name = dirname(name)) {
          directories.add(name);
          topmost = name;
        }
        return topmost;
      },
      syncDirectory: async (directory) => {
        begin('syncDirectory', directory);
        const synced = changes.filter((one) => one.directory === resolve(directory));
        changes = changes.filter((one) => one.directory !== resolve(directory));
        for (const one of synced) one.apply(durableNames);
      },
      isReadOnly: async (path) => find(path).isReadOnly,
      stamp: async (path) => `${find(path).size} ${find(path).changes}`,
      makeReadOnly: async (path) => {
        const inode = find(path);
        inode.changes += 1;
        inode.isReadOnly = true;
      },
    };
  }

  return {
    mount,
    cut: (random) => {
      life += 1;
      const survivors = Math.floor(random() * (changes.length + 1));
      for (const { apply } of changes.slice(0, survivors)) apply(durableNames);
      changes = [];
      names = new Map(durableNames);
      for (const inode of new Set(names.values())) inode.cut(random);
    },
    kill: () => {
      life += 1;
    },
    operations: () => ordinal,
  };
}

function namesIn(names: Map<string, MemoryInode>, directory: string): string[] {
  return [...names.keys()]
    .filter((name) => dirname(name) === directory)
    .map((name) => basename(name))
    .sort();
}

function errnoError(errno: string, path: string): Error {
  return Object.assign(new Error(`${errno}: ${path}`), { code: errno });
}
