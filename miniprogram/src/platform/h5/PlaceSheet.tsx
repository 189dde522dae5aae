import type { MapView } from '@jindian/shared/contract/goods/storefront';
import type { PointGcj02 } from '@jindian/shared/geo';
import { useEffect, useRef, useState } from 'react';
import type { ChosenPlace, LoadMap, LocationReading } from '../types.ts';
import { radiusOf } from './BranchMap.tsx';
import type { Camera } from './map-view.ts';
import { SvgMap } from './SvgMap.tsx';
import { h5Texts } from './texts.ts';
import './map.scss';

/** People's Square, Shanghai: somewhere to start when nobody says where. */
const fallback: PointGcj02 = { latGcj02: 31.2304, lngGcj02: 121.4737 };
const restMs = 300;

type Props = {
  start: PointGcj02 | null;
  loadMap: LoadMap;
  getLocation: () => Promise<LocationReading>;
  answer: (place: ChosenPlace | null) => void;
};

/** What wx.chooseLocation shows in WeChat: a pin in the middle of a map that moves under it. */
export function PlaceSheet({ start, loadMap, getLocation, answer }: Props) {
  const { t, language } = h5Texts.use();
  const [camera, setCamera] = useState<Camera>({ center: start ?? fallback, metersPerPixel: 30 });
  const [view, setView] = useState<MapView | null>(null);
  const [here, setHere] = useState<PointGcj02 | null>(null);
  const asked = useRef(0);

  useEffect(() => {
    const turn = asked.current + 1;
    asked.current = turn;
    const timer = window.setTimeout(async () => {
      const next = await loadMap(camera.center, radiusOf(camera)).catch(() => null);
      // A slow answer for a place the map has left is of no use.
      if (asked.current === turn && next) setView(next);
    }, restMs);
    return () => window.clearTimeout(timer);
  }, [camera, loadMap]);

  const goHere = async () => {
    const reading = await getLocation();
    if (reading.kind !== 'point') return;
    setHere(reading.point);
    setCamera((current) => ({ ...current, center: reading.point }));
  };

  const area = view?.area ?? null;
  const areaText = area ? [...new Set([area.province, area.city, area.county])].join(' ') : '';
  const confirm = () => answer({ point: camera.center, name: area?.county ?? '', address: areaText });

  return (
    <section className="h5-place" role="dialog" aria-label={t('placeTitle')}>
      <header className="h5-place__bar">
        <button
          id="place-close"
          type="button"
          className="h5-round h5-round--light"
          aria-label={t('close')}
          onClick={() => answer(null)}
        >
          ✕
        </button>
        <span>{t('placeTitle')}</span>
      </header>
      <div className="h5-place__map">
        <SvgMap
          id="place-map"
          camera={camera}
          onCamera={setCamera}
          branches={view?.branches ?? []}
          outlines={view?.outlines ?? []}
          here={here}
          language={language}
          onTap={(point) => setCamera((current) => ({ ...current, center: point }))}
        />
        <svg className="h5-place__pin" viewBox="-14 -36 28 40" aria-hidden="true">
          <ellipse rx="6" ry="2" cy="1" fill="#1D1D1F" opacity="0.25" />
          <path d="M0 0C-3-6-11-12-11-20a11 11 0 0 1 22 0C11-12 3-6 0 0Z" fill="#1D1D1F" />
          <circle cy="-20" r="4" fill="#fff" />
        </svg>
      </div>
      <footer className="h5-place__foot">
        <p className="h5-place__area">{areaText || (view ? t('placeUnknown') : '…')}</p>
        <p className="h5-place__hint">{t('placeHint')}</p>
        <div className="h5-place__tools">
          <button id="place-here" type="button" className="h5-button h5-button--light" onClick={goHere}>
            {t('placeHere')}
          </button>
          <button
            id="place-confirm"
            type="button"
            className="h5-button h5-button--pay"
            disabled={!area}
            onClick={confirm}
          >
            {t('placeConfirm')}
          </button>
        </div>
      </footer>
    </section>
  );
}
