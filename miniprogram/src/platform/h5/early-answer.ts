type Answer = { status: number; body: string };

/** An answer that has not come by then is asked for again, as any other is. */
const patienceMs = 6_000;

/** index.html asks for what the first page will ask for, while the app is on its way. What failed is asked again. */
export async function earlyAnswer(url: string): Promise<Answer | null> {
  const { jindianEarly } = window as { jindianEarly?: Record<string, Promise<Answer>> };
  const answer = jindianEarly?.[url];
  if (!jindianEarly || !answer) return null;
  delete jindianEarly[url];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  return Promise.race([answer.catch(() => null), late]).finally(() => clearTimeout(timer));
}
