/** What is known of an answer that was asked for. It belongs to the question, `key`, that it answers. */
export type RemoteState<T> = { key: string; data: T | null; error: unknown; loading: boolean };

/** The last answer to the same question stays while it is asked again. */
export const asking = <T>(before: RemoteState<T>, key: string): RemoteState<T> => ({
  key,
  data: before.key === key ? before.data : null,
  error: null,
  loading: true,
});

export const answered = <T>(key: string, data: T): RemoteState<T> => ({
  key,
  data,
  error: null,
  loading: false,
});

/** A refusal is an answer too, and to this question: filed under the last one, nobody sees it, and the page waits for ever. */
export const refused = <T>(before: RemoteState<T>, key: string, error: unknown): RemoteState<T> => ({
  key,
  data: before.key === key ? before.data : null,
  error,
  loading: false,
});

/** What a page shows that asks `key` now. */
export const shownOf = <T>(state: RemoteState<T>, key: string, asks: boolean): RemoteState<T> =>
  state.key === key ? state : { key, data: null, error: null, loading: asks };
