import type { Language } from '@jindian/shared/contract/common';
import type { MapView } from '@jindian/shared/contract/goods/storefront';
import type { PointGcj02 } from '@jindian/shared/geo';
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { brandStore } from '../../state/brand.ts';
import type { BranchOnMap } from '../types.ts';
import { type Camera, panned, ringPath, toPixels, toPoint, zoomed } from './map-view.ts';
import { h5Texts } from './texts.ts';

type Props = {
  id: string;
  camera: Camera;
  onCamera: (next: Camera | ((camera: Camera) => Camera)) => void;
  branches: readonly BranchOnMap[];
  outlines: MapView['outlines'];
  selectedId?: string | null;
  here?: PointGcj02 | null;
  onSelect?: (locationId: string) => void;
  onTap?: (point: PointGcj02) => void;
  language: Language;
};

const width = 400;
const height = 400;
/** A finger that moved less than this has tapped. */
const tapSlopPixels = 6;
/** A name needs about this much room, in screen pixels; where another is in it, only the pin is shown. */
const labelRoom = { x: 110, y: 24 };
const tints = ['#f6efe6', '#f1f3ea', '#edf2f3', '#f5ecec', '#efedf4'];

/** "slice": the drawing covers the box. */
const unitOf = (box: { width: number; height: number }) => Math.min(width / box.width, height / box.height);

const pinPath = 'M0 0C-3-6-11-12-11-20a11 11 0 0 1 22 0C11-12 3-6 0 0Z';

/** Names mostly begin with the brand's; on a map only the rest tells branches apart. */
const shortName = (name: string, brand: string) =>
  (brand && name.startsWith(brand) && name.slice(brand.length).replace(/^\s*[·・]?\s*/, '')) || name;

/** A map of our own: outlines and branches from the API. A browser in China has no map without a vendor's key. */
export function SvgMap(props: Props) {
  const { id, camera, onCamera, branches, outlines, selectedId, here, onSelect, onTap, language } = props;
  const { t } = h5Texts.use();
  const { theme, name: brandName } = brandStore.use();
  const svg = useRef<SVGSVGElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const moved = useRef(0);
  // Drawing units in a screen pixel: pins and names keep their size whatever box the map fills.
  const [unit, setUnit] = useState(1);
  const tap = useRef(true);

  const paths = useMemo(
    () =>
      outlines.map((outline, index) => ({
        id: outline.gridId,
        d: ringPath(camera, outline.rings),
        tint: tints[index % tints.length] ?? '#f6efe6',
      })),
    [outlines, camera],
  );
  const pins = useMemo(
    () =>
      branches
        .map((branch) => ({ branch, ...toPixels(camera, branch.lngGcj02, branch.latGcj02) }))
        .filter(({ x, y }) => Math.abs(x) < width / 2 + 60 && Math.abs(y) < height / 2 + 60)
        .sort((a, b) => Number(a.branch.id === selectedId) - Number(b.branch.id === selectedId)),
    [branches, camera, selectedId],
  );

  const labelled = useMemo(() => {
    const named: typeof pins = [];
    // The selected one is last, drawn on top, and the first to be named.
    for (const pin of [...pins].reverse()) {
      const crowded = named.some(
        (one) => Math.abs(one.x - pin.x) < labelRoom.x * unit && Math.abs(one.y - pin.y) < labelRoom.y * unit,
      );
      if (!crowded) named.push(pin);
    }
    return new Set(named.map((pin) => pin.branch.id));
  }, [pins, unit]);

  /** Screen pixels to drawing units, from the middle. */
  const at = (event: { clientX: number; clientY: number }) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    const scale = unitOf(box);
    return {
      x: (event.clientX - box.left - box.width / 2) * scale,
      y: (event.clientY - box.top - box.height / 2) * scale,
    };
  };

  const down = (event: PointerEvent<SVGSVGElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, at(event));
    if (fingers.current.size === 1) {
      tap.current = true;
      moved.current = 0;
    } else tap.current = false;
  };

  const move = (event: PointerEvent<SVGSVGElement>) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const other = [...fingers.current.entries()].find(([key]) => key !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(now.x - other.x, now.y - other.y);
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      if (was > 10) onCamera((current) => zoomed(current, is / was, middle.x, middle.y));
      return;
    }
    const dx = now.x - before.x;
    const dy = now.y - before.y;
    moved.current += Math.hypot(dx, dy);
    if (moved.current > tapSlopPixels * unit) tap.current = false;
    if (!tap.current) onCamera((current) => panned(current, dx, dy));
  };

  const up = (event: PointerEvent<SVGSVGElement>) => {
    const wasDown = fingers.current.delete(event.pointerId);
    if (!wasDown || !tap.current || event.type === 'pointercancel') return;
    const { x, y } = at(event);
    const hit = [...pins]
      .reverse()
      .find((pin) => Math.abs(pin.x - x) < 18 * unit && y - pin.y > -38 * unit && y - pin.y < 10 * unit);
    if (hit && onSelect) onSelect(hit.branch.id);
    else onTap?.(toPoint(camera, x, y));
  };

  useEffect(() => {
    const measure = () => {
      const box = svg.current?.getBoundingClientRect();
      if (box && box.width > 0 && box.height > 0) setUnit(unitOf(box));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);

  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    // React's own wheel listener is passive and could not keep the page from scrolling.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      onCamera((current) => zoomed(current, event.deltaY < 0 ? 1.25 : 0.8));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [onCamera]);

  const spot = here ? toPixels(camera, here.lngGcj02, here.latGcj02) : null;

  return (
    <div className="h5-map">
      <svg
        ref={svg}
        id={id}
        role="img"
        aria-label={t('mapLabel')}
        className="h5-map__svg"
        viewBox={`${-width / 2} ${-height / 2} ${width} ${height}`}
        preserveAspectRatio="xMidYMid slice"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      >
        {paths.map((path) => (
          <path
            key={path.id}
            d={path.d}
            fill={path.tint}
            fillRule="evenodd"
            stroke="#d9cfc2"
            strokeWidth="1"
          />
        ))}
        {spot ? (
          <g transform={`translate(${spot.x} ${spot.y}) scale(${unit})`}>
            <circle r="16" fill="#2f6fde" opacity="0.15" />
            <circle r="6" fill="#2f6fde" stroke="#fff" strokeWidth="2" />
          </g>
        ) : null}
        {pins.map(({ branch, x, y }) => {
          const selected = branch.id === selectedId;
          return (
            <g key={branch.id} data-branch={branch.id} transform={`translate(${x} ${y}) scale(${unit})`}>
              <g transform={selected ? 'scale(1.35)' : 'scale(1)'}>
                <path
                  d={pinPath}
                  fill={selected ? theme.brand : branch.openNow ? theme.textSoft : '#9a948c'}
                  stroke="#fff"
                  strokeWidth="1.5"
                />
                <circle cy="-20" r="4" fill="#fff" />
              </g>
              {selected || labelled.has(branch.id) ? (
                <text className="h5-map__label" y={selected ? 18 : 14} textAnchor="middle">
                  {shortName(branch.name[language], brandName[language])}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
      <div className="h5-map__zoom">
        <button
          type="button"
          className="h5-map__zoom-button"
          aria-label={t('zoomIn')}
          onClick={() => onCamera((c) => zoomed(c, 1.6))}
        >
          ＋
        </button>
        <button
          type="button"
          className="h5-map__zoom-button"
          aria-label={t('zoomOut')}
          onClick={() => onCamera((c) => zoomed(c, 1 / 1.6))}
        >
          －
        </button>
      </div>
    </div>
  );
}
