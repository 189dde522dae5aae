/**
 * Time that passes only when nobody has anything to do at the present moment: hours of it in seconds, and the same
 * every time.
 */
export function createVirtualTime(startMs: number) {
  let nowMs = startMs;
  const waiting = new Map<number, (() => void)[]>();
  /** A binary heap of the moments at which somebody waits. */
  const moments: number[] = [];

  function add(atMs: number): void {
    let at = moments.push(atMs) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((moments[parent] as number) <= atMs) break;
      moments[at] = moments[parent] as number;
      at = parent;
    }
    moments[at] = atMs;
  }

  function takeFirst(): number {
    const first = moments[0] as number;
    const last = moments.pop() as number;
    if (moments.length > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= moments.length) break;
        if (child + 1 < moments.length && (moments[child + 1] as number) < (moments[child] as number))
          child += 1;
        if ((moments[child] as number) >= last) break;
        moments[at] = moments[child] as number;
        at = child;
      }
      moments[at] = last;
    }
    return first;
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const atMs = nowMs + ms;
      const there = waiting.get(atMs);
      if (there) there.push(resolve);
      else {
        waiting.set(atMs, [resolve]);
        add(atMs);
      }
    });
  }

  /** Lets time pass until then; what is under way stops where it is. */
  async function passUntil(untilMs: number): Promise<void> {
    for (;;) {
      // Whatever was woken goes on until it waits again.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (moments.length === 0 || (moments[0] as number) > untilMs) break;
      nowMs = takeFirst();
      const woken = waiting.get(nowMs) ?? [];
      waiting.delete(nowMs);
      for (const wake of woken) wake();
    }
    nowMs = untilMs;
  }

  return { clock: { nowMs: () => nowMs }, sleep, passUntil };
}
export type VirtualTime = ReturnType<typeof createVirtualTime>;
