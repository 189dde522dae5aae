import { useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { platform } from '../platform/index';
import { useEvery } from './use-ticker.ts';

/** Asked for this long before the code on screen stops working at the latest. */
const marginMs = 3_000;

type Code = { expiresAtMs: number; refreshAfterMs: number };
type Asked<T> = {
  ask: () => Promise<T>;
  /** With these codes there is nothing to be shown any more. */
  goneWith?: readonly string[];
  onGone?: () => void;
};

/** A code for a counter. It is asked for anew before it expires; an expired one is never left on screen. */
export function useShownCode<T extends Code>({ ask, goneWith = [], onGone }: Asked<T>) {
  const [shown, setShown] = useState<{ code: T; renewAtMs: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [nowMs, setNowMs] = useState(() => platform.nowMs());
  const asking = useRef(false);

  const renew = async () => {
    if (asking.current) return;
    asking.current = true;
    try {
      const code = await ask();
      const now = platform.nowMs();
      setNowMs(now);
      setShown({
        code,
        renewAtMs: Math.min(now + Math.max(1_000, code.refreshAfterMs), code.expiresAtMs - marginMs),
      });
      setError(null);
    } catch (problem) {
      setError(problem);
      if (problem instanceof ApiProblem && goneWith.includes(problem.code)) onGone?.();
    } finally {
      asking.current = false;
    }
  };

  const first = useRef(renew);
  useEffect(() => {
    void first.current();
  }, []);
  useEvery(1_000, async () => {
    const now = platform.nowMs();
    setNowMs(now);
    if (shown && now >= shown.renewAtMs) await renew();
  });

  return {
    code: shown !== null && nowMs < shown.code.expiresAtMs ? shown.code : null,
    seconds: shown ? Math.max(0, Math.ceil((shown.renewAtMs - nowMs) / 1000)) : 0,
    error,
    renew,
  };
}
