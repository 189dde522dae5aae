/** The map of HQ of one city: its grids, and on them a day's orders or the places of a list. */
import type { BranchRow, MapOrder, PlaceRow } from '../pages/places/map-data.ts';
import { showCard } from './map-card.ts';
import { drawnSurface } from './map-drawn.ts';
import { framedSurface } from './map-framed.ts';
import type { Outlines } from './map-messages.ts';
import { groupOrders, orderMarks } from './map-orders.ts';
import { groupPlaces, placeMarks } from './map-places.ts';
import type { MapSurface, Picked } from './map-scene.ts';

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
  const outlines = await read<Outlines>(dataset.outlines);
  const surface = await openSurface(element, outlines, (mark) => showCard(mark?.card() ?? null));
  const draw = dataset.places ? await placesOn(surface, dataset) : await ordersOn(surface, dataset);
  wireControls(surface, draw);
}

/** The places that a list is narrowed to. */
async function placesOn(surface: MapSurface, dataset: DOMStringMap): Promise<() => void> {
  const { places, box } = await read<{ places: PlaceRow[]; box: [number, number, number, number] }>(
    dataset.places,
  );
  const marks = placeMarks(groupPlaces(places, box), dataset.more ?? '');
  const draw = () => surface.draw({ branches: [], marks });
  draw();
  return draw;
}

/** The branches of the city and a day's orders, which are read anew every few seconds. */
async function ordersOn(surface: MapSurface, dataset: DOMStringMap): Promise<() => void> {
  const [{ branches }, { orders: first }] = await Promise.all([
    read<{ branches: BranchRow[] }>(dataset.branches),
    read<{ orders: MapOrder[] }>(dataset.orders),
  ]);
  let orders = first;
  const draw = () =>
    surface.draw({
      branches: areBranchesShown() ? branches : [],
      marks: orderMarks(groupOrders(orders, shownStages()), dataset.more ?? ''),
    });
  draw();
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
  return draw;
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
