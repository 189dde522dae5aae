/**
 * Lets `most` of what it is given be under way at once; the rest waits in its order. Without it a burst of calls waits for
 * a socket inside the SDK, where the wait counts as the service's silence.
 */
export function atMost(most: number) {
  let free = most;
  const waiting: (() => void)[] = [];
  return async function run<T>(act: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
