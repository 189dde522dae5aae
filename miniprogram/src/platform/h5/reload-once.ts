const key = 'jindian.reloadedAs';
const most = 20;

/** The versions that this tab was loaded anew with; null where nothing can be kept. */
function tried(): string[] | null {
  try {
    return (sessionStorage.getItem(key) ?? '').split(' ').filter(Boolean);
  } catch {
    return null;
  }
}

/**
 * Whether loading the page anew may bring a newer version: once for each version that this tab ever had. Servers of which one
 * still has the page before would send it to and fro for ever otherwise, and so would a tab that cannot remember.
 */
export function mayReload(version: string): boolean {
  const before = tried();
  return before !== null && !before.includes(version) && before.length < most;
}

/** Loads the page anew and remembers that this version did. */
export function reloadAs(version: string): void {
  try {
    const before = (tried() ?? []).filter((one) => one !== version);
    sessionStorage.setItem(key, [...before, version].join(' '));
  } catch {
    // On a person's tap only; see mayReload.
  }
  window.location.reload();
}
