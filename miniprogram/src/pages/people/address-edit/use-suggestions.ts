import type { SuggestedPlace } from '@jindian/shared/contract/places/addresses';
import type { PointGcj02 } from '@jindian/shared/geo';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';

const restMs = 350;
const shortest = 2;

export type Suggestions = {
  /** `off`: there is no map service, and nothing is looked for. */
  service: 'ready' | 'off' | 'unavailable';
  items: readonly SuggestedPlace[];
  /** For which text; null: nothing was asked yet. */
  text: string | null;
};

const none: Suggestions = { service: 'ready', items: [], text: null };

/** What an address that is being typed may mean. Asked for when the typing rests. */
export function useSuggestions(text: string, near: PointGcj02 | null): Suggestions {
  const [found, setFound] = useState(none);
  const turn = useRef(0);
  const nearRef = useRef(near);
  nearRef.current = near;
  useEffect(() => {
    turn.current += 1;
    const mine = turn.current;
    if (text.length < shortest) {
      setFound((before) => (before.service === 'off' ? before : none));
      return;
    }
    const timer = setTimeout(async () => {
      const around = nearRef.current ?? {};
      const answer = await call(endpoints.suggestPlaces, { query: { text, ...around } }).catch(() => null);
      // An answer to what is no longer there is of no use.
      if (turn.current !== mine) return;
      setFound({ service: answer?.service ?? 'unavailable', items: answer?.items ?? [], text });
    }, restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return found;
}
