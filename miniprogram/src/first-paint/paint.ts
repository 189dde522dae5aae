/**
 * The first screen before the app is there: its own pages, drawn once as text from the answers that index.html asked for.
 * It stands over the app until the app shows the same, and hands on what was tapped meanwhile.
 */
import { isBrandKnown, wearBrand } from '../state/brand.ts';
import { htmlOf } from './html.ts';
import { type Drawn, jsx } from './react.ts';

type Answer = { status: number; body: string };

/** What index.html and this file have in common. */
type First = {
  /** A session is asked by the app. */
  isKnown: boolean;
  styles: string[];
  /** Begins the app. */
  start: () => void;
  /** Whether the app shows by now what was drawn here. */
  isThere?: () => boolean;
  /** Called when it does. */
  handOver?: () => void;
};

const { jindianFirst: first, jindianEarly: early = {} } = window as unknown as {
  jindianFirst: First;
  jindianEarly?: Record<string, Promise<Answer>>;
};

export async function answerTo(path: RegExp): Promise<unknown> {
  const url = Object.keys(early).find((one) => path.test(one));
  const answer = url ? await early[url] : undefined;
  return answer?.status === 200 ? JSON.parse(answer.body) : null;
}

function styled(href: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `./${href}`;
    link.onload = resolve;
    link.onerror = reject;
    // The app's own loader finds them there, and asks for none of them again.
    document.head.appendChild(link);
  });
}

/** The page as the app will show it first, and the element that tells that it does; null: not known yet. */
export type Draw = () => Promise<{ page: unknown; sign: string; title?: string } | null>;

/** The last tap meant something that the app will have under the same name. */
function keepTaps(on: HTMLElement): () => void {
  let tapped: string | undefined;
  on.addEventListener('click', ({ target }) => {
    tapped = (target as Element).closest<HTMLElement>('[data-id]')?.dataset.id;
  });
  return () => {
    const found = tapped ? document.getElementById(tapped) : null;
    found?.querySelector('input')?.focus();
    found?.click();
  };
}

/** The first time it waits for what the shop is called and looks like: nobody sees another's. */
async function brandFirst(): Promise<void> {
  if (isBrandKnown()) return;
  const told = await answerTo(/\/v1\/settings$/);
  if (told) wearBrand(told as Parameters<typeof wearBrand>[0]);
}

async function paint(draw: Draw): Promise<void> {
  if (first.isKnown) return;
  const [found] = await Promise.all([brandFirst().then(draw), ...first.styles.map(styled)]);
  const shell = document.getElementById('shell');
  if (!found || !shell || document.querySelector('#app .screen')) return;
  const painted = document.createElement('div');
  painted.className = 'painted';
  painted.setAttribute('aria-hidden', 'true');
  painted.innerHTML = htmlOf(jsx(found.page as () => Drawn, {}));
  const repeat = keepTaps(painted);
  const there = () => document.querySelector(`#app #${found.sign}`);
  // What slides in stands here already: the app's is shown when it has come to rest.
  const isMoving = (one: Element) => one.getAnimations?.().some(({ playState }) => playState === 'running');
  first.isThere = () => {
    const one = there();
    return one !== null && !isMoving(one);
  };
  first.handOver = () => {
    const page = there()?.closest('.taro_page');
    if (page) page.scrollTop = painted.scrollTop;
    repeat();
  };
  const bar = shell.querySelector('b');
  if (bar && found.title) bar.textContent = found.title;
  shell.appendChild(painted);
}

/** Painted first, and then the app: its script would hold up the frame. */
export function paintFirst(draw: Draw): void {
  paint(draw)
    .catch(() => undefined)
    .then(() => requestAnimationFrame(() => setTimeout(first.start)));
}
