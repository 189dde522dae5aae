import { areaOf, heard, type Outlines, sceneMessage, type ToFrame } from './map-messages.ts';
import type { MapMark, MapSurface, Picked } from './map-scene.ts';

/** As long as somebody waits for a base map; then our own drawing is better than none. */
const patienceMs = 12_000;

/** The base map in its frame, once it is there; null where it does not come. */
export function framedSurface(
  frame: HTMLIFrameElement,
  outlines: Outlines,
  picked: Picked,
): Promise<MapSurface | null> {
  const box = (frame.dataset.box ?? '').split(',').map(Number) as [number, number, number, number];
  let marks: readonly MapMark[] = [];
  // The frame has no origin of its own that could be named.
  const say = (message: ToFrame) => frame.contentWindow?.postMessage(message, '*');
  const surface: MapSurface = {
    draw(scene) {
      marks = scene.marks;
      say(sceneMessage(scene));
    },
    zoomBy: (factor) => say({ kind: 'zoom', factor }),
    reset: () => say({ kind: 'reset' }),
  };
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), patienceMs);
    addEventListener('message', ({ source, data }) => {
      if (source !== frame.contentWindow) return;
      const message = heard(data, marks.length);
      if (message?.kind === 'listening') say(areaOf(outlines, box));
      if (message?.kind === 'picked') picked(message.place === null ? null : (marks[message.place] ?? null));
      if (message?.kind === 'ready' || message?.kind === 'failed') {
        clearTimeout(timer);
        resolve(message.kind === 'ready' ? surface : null);
      }
    });
    // Only now somebody listens to it.
    frame.src = frame.dataset.src ?? '';
  });
}
