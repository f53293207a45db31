// The setup code arrives in the fragment, which no server or proxy logs; it leaves the address bar, and so the history
// and every screenshot, the moment it is read.

const SETUP_FRAGMENT = /^#\/thiet-lap\/([^/?#]+)$/;

/** The code of a setup link, taken out of the address; undefined when the address holds none. */
export function takeSetupCode(): string | undefined {
  const code = SETUP_FRAGMENT.exec(location.hash)?.[1];
  if (code === undefined) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  try {
    return decodeURIComponent(code);
  } catch {
    // A mangled link: the person types the code instead.
    return '';
  }
}
