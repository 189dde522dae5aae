import { useEffect, useRef, useState } from 'react';
import type { BranchMapProps } from '../types.ts';
import type { Camera } from './map-view.ts';
import { SvgMap } from './SvgMap.tsx';
import './map.scss';

/** After the map has stood still this long, what is around is asked for. */
const restMs = 350;

export function BranchMap(props: BranchMapProps) {
  const { id = 'branch-map', center, branches, outlines = [], onMove } = props;
  const [camera, setCamera] = useState<Camera>({ center, metersPerPixel: 30 });
  const settled = useRef(true);
  const onMoveRef = useRef(onMove);
  onMoveRef.current = onMove;

  // The page turns to another place: follow. Values, not the object: a page may build it anew at each drawing.
  const { latGcj02, lngGcj02 } = center;
  useEffect(() => {
    settled.current = true;
    setCamera((current) =>
      current.center.latGcj02 === latGcj02 && current.center.lngGcj02 === lngGcj02
        ? current
        : { ...current, center: { latGcj02, lngGcj02 } },
    );
  }, [latGcj02, lngGcj02]);

  useEffect(() => {
    if (settled.current) {
      settled.current = false;
      return;
    }
    const timer = window.setTimeout(() => onMoveRef.current?.(camera.center, radiusOf(camera)), restMs);
    return () => window.clearTimeout(timer);
  }, [camera]);

  return (
    <div className="branch-map">
      <SvgMap
        id={id}
        camera={camera}
        onCamera={setCamera}
        branches={branches}
        outlines={outlines}
        selectedId={props.selectedId ?? null}
        here={props.here ?? null}
        language={props.language}
        {...(props.onSelect ? { onSelect: props.onSelect } : {})}
      />
    </div>
  );
}

/** The ground a phone's screen shows, within what the API answers. */
export function radiusOf(camera: Camera): number {
  return Math.round(Math.min(300_000, Math.max(2_000, camera.metersPerPixel * 320)));
}
