/** Runs in the frame with the base map: a document without cookies, storage or a way to the pages around it. */
import { marks, theme } from '@jindian/shared/design/tokens';
import type { FromFrame, Mark, ToFrame, Way } from './map-messages.ts';
import type { Position } from './map-scene.ts';
import type { TencentMaps } from './tencent-maps.ts';

const say = (message: FromFrame) => parent.postMessage(message, '*');

/** A frame without an origin has no storage, and asking for it throws: a map may keep its tiles for as long as it is open. */
function lendStorage(): void {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, String(value)),
    removeItem: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
    key: (index: number) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
  for (const name of ['localStorage', 'sessionStorage'])
    Object.defineProperty(window, name, { value: storage, configurable: true });
  Object.defineProperty(window, 'indexedDB', { value: undefined, configurable: true });
}

function load(url: string): Promise<TencentMaps> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onerror = () => reject(new Error(url));
    script.onload = () => {
      const { TMap } = window as { TMap?: TencentMaps };
      if (TMap?.Map) resolve(TMap);
      else reject(new Error('no TMap'));
    };
    document.head.append(script);
  });
}

/** A mark as a picture: a disc with how many orders it stands for. */
function picture({ colour, sizePixels, count }: Pick<Mark, 'colour' | 'sizePixels' | 'count'>): string {
  const size = Math.round(sizePixels) + 3;
  const text =
    count > 1
      ? `<text x="50%" y="50%" dy=".36em" text-anchor="middle" font-family="sans-serif" font-size="10" font-weight="600" fill="#fff">${count}</text>`
      : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><circle cx="50%" cy="50%" r="${size / 2 - 1.5}" fill="${colour}" stroke="#fff" stroke-width="1.5"/>${text}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function open(maps: TencentMaps, element: HTMLElement, area: ToFrame & { kind: 'area' }) {
  const at = ([lng, lat]: Position) => new maps.LatLng(lat, lng);
  const [west, south, east, north] = area.box;
  const bounds = new maps.LatLngBounds(at([west, south]), at([east, north]));
  const map = new maps.Map(element, {
    center: at([(west + east) / 2, (south + north) / 2]),
    zoom: 10,
    viewMode: '2D',
    showControl: false,
  });
  const reset = () => map.fitBounds(bounds, { padding: 20 });
  reset();
  new maps.MultiPolyline({
    map,
    styles: { edge: new maps.PolylineStyle({ color: theme.control, width: 1, borderWidth: 0 }) },
    geometries: area.rings.map((ring, n) => ({ id: `edge-${n}`, styleId: 'edge', paths: ring.map(at) })),
  });
  const ways = new maps.MultiPolyline({ map, styles: {}, geometries: [] });
  const points = new maps.MultiMarker({ map, styles: {}, geometries: [] });
  points.on('click', ({ geometry }) => {
    const place = /^order-(\d+)$/.exec(geometry?.id ?? '')?.[1];
    if (place !== undefined) say({ kind: 'picked', place: Number(place) });
  });
  map.on('click', () => say({ kind: 'picked', place: null }));

  const styleOf = (mark: Pick<Mark, 'colour' | 'sizePixels' | 'count'>) => {
    const size = Math.round(mark.sizePixels) + 3;
    return new maps.MarkerStyle({
      width: size,
      height: size,
      anchor: { x: size / 2, y: size / 2 },
      src: picture(mark),
    });
  };
  const branchMark = { colour: marks.branch, sizePixels: 6, count: 1 };

  function draw(scene: ToFrame & { kind: 'scene' }): void {
    const colours = [...new Set(scene.ways.map(({ colour }) => colour))];
    ways.setStyles(
      Object.fromEntries(
        colours.map((colour) => [
          colour,
          new maps.PolylineStyle({ color: colour, width: 2, borderWidth: 0 }),
        ]),
      ),
    );
    ways.setGeometries(
      scene.ways.map(({ from, to, colour }: Way, n) => ({
        id: `way-${n}`,
        styleId: colour,
        paths: [at(from), at(to)],
      })),
    );
    const kindOf = ({ colour, count }: Mark) => `${colour}-${count}`;
    points.setStyles({
      branch: styleOf(branchMark),
      ...Object.fromEntries(scene.marks.map((mark) => [kindOf(mark), styleOf(mark)])),
    });
    points.setGeometries([
      ...scene.branches.map((point, n) => ({
        id: `branch-${n}`,
        styleId: 'branch',
        position: at(point),
        rank: 1,
      })),
      ...scene.marks.map((mark, n) => ({
        id: `order-${n}`,
        styleId: kindOf(mark),
        position: at(mark.point),
        rank: 2 + n,
      })),
    ]);
  }

  return { draw, reset, zoomBy: (factor: number) => map.setZoom(map.getZoom() + Math.log2(factor)) };
}

async function start(element: HTMLElement): Promise<void> {
  lendStorage();
  let opened: ReturnType<typeof open> | null = null;
  const maps = load(element.dataset.script ?? '');
  addEventListener('message', async ({ source, data }) => {
    if (source !== parent) return;
    const message = data as ToFrame;
    if (message.kind === 'scene') opened?.draw(message);
    if (message.kind === 'reset') opened?.reset();
    if (message.kind === 'zoom') opened?.zoomBy(message.factor);
    if (message.kind !== 'area' || opened) return;
    try {
      opened = open(await maps, element, message);
      say({ kind: 'ready' });
    } catch {
      say({ kind: 'failed' });
    }
  });
  maps.catch(() => say({ kind: 'failed' }));
  say({ kind: 'listening' });
}

const element = document.getElementById('base-map');
if (element) void start(element);
