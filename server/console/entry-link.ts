// One-time codes arrive in the fragment, which no server or proxy logs; they leave the address bar, and so the history
// and every screenshot, the moment they are read.

const FRAGMENT = /^#\/(thiet-lap|dat-mat-khau)\/([^/?#]+)$/;

/** What somebody came for: to claim the server, or to set a password. Without a code it is to be typed. */
export interface Entry {
  readonly toDo: 'setup' | 'password';
  readonly code: string;
}

/** The code of a link, taken out of the address; undefined when the address holds none. */
export function takeEntry(): Entry | undefined {
  const [, path, code] = FRAGMENT.exec(location.hash) ?? [];
  if (code === undefined) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  const toDo = path === 'thiet-lap' ? 'setup' : 'password';
  try {
    return { toDo, code: decodeURIComponent(code) };
  } catch {
    // A mangled link: the person types the code instead.
    return { toDo, code: '' };
  }
}
