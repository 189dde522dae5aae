/** The map of HQ: grids, branches and a day's orders of one city. */
import type { BranchRow, MapOrder } from '../pages/places/map-data.ts';
import { drawnSurface } from './map-drawn.ts';
import { framedSurface } from './map-framed.ts';
import type { Outlines } from './map-messages.ts';
import { describeGroup, groupOrders, showCard } from './map-orders.ts';
import { type MapSurface, type Picked, stageColours } from './map-scene.ts';

const box = document.getElementById('map');
if (box) start(box).catch(() => fail(box));

function fail(element: HTMLElement): void {
  const state = element.parentElement?.querySelector('.map-state');
  if (state) state.textContent = element.dataset.failed ?? '';
}

async function read<T>(url: string | undefined): Promise<T> {
  const answer = await fetch(url ?? '', { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as T;
}

async function start(element: HTMLElement): Promise<void> {
  const { dataset } = element;
  const [outlines, { branches }] = await Promise.all([
    read<Outlines>(dataset.outlines),
    read<{ branches: BranchRow[] }>(dataset.branches),
  ]);
  let { orders } = await read<{ orders: MapOrder[] }>(dataset.orders);
  const surface = await openSurface(element, outlines, (group) =>
    showCard(group && describeGroup(group, stageColours, dataset.more ?? '')),
  );
  const draw = () =>
    surface.draw({
      branches: areBranchesShown() ? branches : [],
      groups: groupOrders(orders, shownStages()),
    });
  draw();
  wireControls(surface, draw);

  setInterval(
    async () => {
      if (document.hidden) return;
      const fresh = await read<{ orders: MapOrder[] }>(dataset.orders).catch(() => null);
      if (!fresh) return;
      orders = fresh.orders;
      draw();
    },
    Math.max(1, Number(dataset.seconds)) * 1000,
  );
}

/** The base map where there is a key and it comes, else our own drawing. */
async function openSurface(element: HTMLElement, outlines: Outlines, picked: Picked): Promise<MapSurface> {
  const frame = document.querySelector<HTMLIFrameElement>('#map-frame');
  if (!frame) return drawnSurface(element, outlines, picked);
  const framed = await framedSurface(frame, outlines, picked);
  const missing = document.getElementById('map-base-missing');
  if (missing) missing.hidden = framed !== null;
  if (framed) element.remove();
  else frame.remove();
  return framed ?? drawnSurface(element, outlines, picked);
}

function wireControls(surface: MapSurface, draw: () => void): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-map-zoom]'))
    button.addEventListener('click', () => surface.zoomBy(Number(button.dataset.mapZoom)));
  document.querySelector('[data-map-reset]')?.addEventListener('click', () => surface.reset());
  document.querySelector('[data-map-close]')?.addEventListener('click', () => showCard(null));
  // The legend is refreshed with the page, so its changes are heard on the document.
  document.addEventListener('change', (event) => {
    if ((event.target as Element).matches('[data-map-stage],[data-map-branches]')) draw();
  });
}

function shownStages(): Set<string> {
  const boxes = document.querySelectorAll<HTMLInputElement>('[data-map-stage]:checked');
  return new Set(Array.from(boxes, ({ dataset }) => dataset.mapStage ?? ''));
}

function areBranchesShown(): boolean {
  return document.querySelector<HTMLInputElement>('[data-map-branches]')?.checked ?? true;
}
