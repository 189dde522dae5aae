/** @jsxImportSource hono/jsx */
import type { BboxGcj02 } from '@jindian/shared/geo';
import type { Visit } from '../../visit.ts';

/** The map of one city, drawn by the script (client/map.ts) on a base map where the brand has a key for one. */
export function MapBox(props: {
  visit: Visit;
  label: string;
  hint: string;
  box: BboxGcj02;
  /** Where the document with the base map is; null: there is none. */
  base: string | null;
  /** What the script reads. */
  data: Readonly<Record<string, string>>;
}) {
  const { visit, label, hint, box, base, data } = props;
  const { t } = visit;
  const told = Object.fromEntries(Object.entries(data).map(([name, value]) => [`data-${name}`, value]));
  return (
    <section class="map-box" aria-label={label}>
      <div id="map" class="map-canvas" {...told} data-failed={t('mapFailed')}>
        <p class="map-state" role="status">
          {t('mapLoading')}
        </p>
        <noscript>
          <p class="map-state">{t('mapNoScript')}</p>
        </noscript>
      </div>
      {base === null ? null : (
        <iframe
          id="map-frame"
          class="map-canvas"
          sandbox="allow-scripts"
          title={label}
          data-src={base}
          data-box={box.join(',')}
        />
      )}
      <div class="map-buttons">
        <button type="button" class="icon-button" data-map-zoom="1.6" aria-label={t('mapZoomIn')}>
          +
        </button>
        <button type="button" class="icon-button" data-map-zoom="0.625" aria-label={t('mapZoomOut')}>
          −
        </button>
        <button type="button" class="button is-plain is-small" data-map-reset>
          {t('mapReset')}
        </button>
      </div>
      <div class="map-card" id="map-card" hidden>
        <button type="button" class="map-close" data-map-close aria-label={t('mapClose')}>
          ×
        </button>
        <div id="map-card-content" aria-live="polite" />
      </div>
      {base === null ? null : (
        <p id="map-base-missing" class="map-missing" role="status" hidden>
          {t('mapBaseMissing')}
        </p>
      )}
      <p class="map-hint hint">{hint}</p>
    </section>
  );
}
