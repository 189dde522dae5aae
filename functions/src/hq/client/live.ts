/** Parts of a page that are fetched anew: the same page is asked for, and only these parts are taken from it. */

type Page = { document: Document; atMs: number };
let latest: { page: Promise<Page | null>; atMs: number } | null = null;

/** Several parts of one page share one request. */
function fetchPage(): Promise<Page | null> {
  const nowMs = Date.now();
  if (latest && nowMs - latest.atMs < 900) return latest.page;
  const page = load();
  latest = { page, atMs: nowMs };
  return page;
}

async function load(): Promise<Page | null> {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (answer.redirected) location.reload();
    if (!answer.ok) return null;
    const document = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return { document, atMs: Date.now() };
  } catch {
    return null;
  }
}

export function keepFresh(region: HTMLElement): void {
  const everyMs = Math.max(1, Number(region.dataset.live)) * 1000;
  const lost = document.createElement('p');
  lost.className = 'live-lost';
  lost.setAttribute('role', 'status');
  lost.hidden = true;
  lost.textContent = region.dataset.liveLost ?? '';
  region.before(lost);
  // What was fetched last, not what is in the page: that changes with what the reader opens and marks.
  let shown = region.innerHTML;

  async function refresh() {
    if (document.hidden) return;
    const page = await fetchPage();
    lost.hidden = page !== null;
    const fresh = page?.document.getElementById(region.id);
    if (fresh && fresh.innerHTML !== shown && replace(region, fresh)) shown = fresh.innerHTML;
  }

  setInterval(refresh, everyMs);
  document.addEventListener('visibilitychange', refresh);
}

/** Puts the new content in without moving what the reader is looking at, and without taking the focus away. */
function replace(region: HTMLElement, fresh: HTMLElement): boolean {
  if (isTyping(region)) return false;
  const reopen = keepOpen(region);
  const focused = focusPath(region);
  const restoreTicks = keepTicks(region);
  const before = new Set(keysIn(region));
  const anchor = firstInSight(region);
  const anchorTop = anchor?.row.getBoundingClientRect().top ?? 0;
  region.replaceChildren(...Array.from(fresh.childNodes, (node) => document.importNode(node, true)));
  restoreTicks();
  reopen();
  for (const row of region.querySelectorAll<HTMLElement>('[data-key]')) {
    if (before.size > 0 && !before.has(row.dataset.key ?? '')) row.classList.add('is-new');
  }
  if (anchor) {
    const now = region.querySelector(`[data-key="${anchor.key}"]`);
    const moved = now ? now.getBoundingClientRect().top - anchorTop : 0;
    if (moved !== 0) window.scrollBy(0, moved);
  }
  if (focused) region.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
  return true;
}

/** What the reader unfolded stays unfolded; new ones come after those that are there. */
function keepOpen(region: HTMLElement): () => void {
  const folds = () => Array.from(region.querySelectorAll('details'));
  const open = folds().map((one) => one.open);
  return () => {
    for (const [index, fold] of folds().entries()) fold.open = open[index] ?? fold.open;
  };
}

function isTyping(region: HTMLElement): boolean {
  const active = document.activeElement;
  return active instanceof HTMLInputElement && active.type !== 'checkbox' && region.contains(active);
}

/** What the reader ticked or unticked stays so. */
function keepTicks(region: HTMLElement): () => void {
  const boxes = () => region.querySelectorAll<HTMLInputElement>('input[type="checkbox"][name]');
  const ticks = new Map(Array.from(boxes(), ({ name, checked }) => [name, checked]));
  return () => {
    for (const box of boxes()) box.checked = ticks.get(box.name) ?? box.checked;
  };
}

function keysIn(region: HTMLElement): string[] {
  return Array.from(region.querySelectorAll<HTMLElement>('[data-key]'), (row) => row.dataset.key ?? '');
}

/** The row at the top of the screen, once the reader has scrolled into the list; at its head the list may grow. */
function firstInSight(region: HTMLElement): { row: HTMLElement; key: string } | null {
  if (region.getBoundingClientRect().top > 0) return null;
  for (const row of region.querySelectorAll<HTMLElement>('[data-key]')) {
    if (row.getBoundingClientRect().bottom > 0) return { row, key: row.dataset.key ?? '' };
  }
  return null;
}

/** Where the focus is, said in a way that finds it again in the new content. */
function focusPath(region: HTMLElement): string | null {
  const active = document.activeElement;
  if (!active || !region.contains(active)) return null;
  if (active instanceof HTMLInputElement) return `input[name="${CSS.escape(active.name)}"]`;
  return active instanceof HTMLAnchorElement
    ? `a[href="${CSS.escape(active.getAttribute('href') ?? '')}"]`
    : null;
}
