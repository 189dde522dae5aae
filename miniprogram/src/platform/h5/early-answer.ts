type Answer = { status: number; body: string };

/** index.html asks for what the first page will ask for, while the app is on its way. What failed is asked again. */
export async function earlyAnswer(url: string): Promise<Answer | null> {
  const { jindianEarly } = window as { jindianEarly?: Record<string, Promise<Answer>> };
  const answer = jindianEarly?.[url];
  if (!jindianEarly || !answer) return null;
  delete jindianEarly[url];
  return answer.catch(() => null);
}
