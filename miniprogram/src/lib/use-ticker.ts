import Taro, { useDidHide, useDidShow } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { platform } from '../platform/index';

/** Whether this page is the one on screen: a page behind another must not draw. */
export function useIsShown(): boolean {
  const [shown, setShown] = useState(true);
  useDidShow(() => setShown(true));
  useDidHide(() => setShown(false));
  return shown;
}

/** Runs `work` every so often while the page is on screen, one run at a time. `everyMs` null: not now. */
export function useEvery(everyMs: number | null, work: () => Promise<void> | void): void {
  const shown = useIsShown();
  const workRef = useRef(work);
  workRef.current = work;
  useEffect(() => {
    if (everyMs === null || !shown) return;
    let busy = false;
    const timer = setInterval(async () => {
      if (busy) return;
      busy = true;
      try {
        await workRef.current();
      } finally {
        busy = false;
      }
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, shown]);
}

/** The time, drawn anew each second while `on` and while the page is on screen. */
export function useNow(on: boolean): number {
  const [nowMs, setNowMs] = useState(() => platform.nowMs());
  useEvery(on ? 1000 : null, () => setNowMs(platform.nowMs()));
  return nowMs;
}

/** Goes back, or home when the page was opened from a code and nothing is behind it. */
export function goBack(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else void Taro.switchTab({ url: '/pages/goods/store/index' });
}
