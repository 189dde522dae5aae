import type { Page } from '@jindian/shared/contract/common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { answered, asking, type RemoteState, refused, shownOf } from './remote-state.ts';

export type Remote<T> = {
  /** The last answer; stays while it is asked for again. */
  data: T | null;
  error: unknown;
  loading: boolean;
  reload: () => Promise<void>;
  replace: (data: T) => void;
};

/** Loads something and says how it went. An answer to a question that has changed since is dropped. */
export function useRemote<T>(load: (() => Promise<T>) | null, key: string): Remote<T> {
  const [state, setState] = useState<RemoteState<T>>({
    key,
    data: null,
    error: null,
    loading: load !== null,
  });
  const turn = useRef(0);
  const loadRef = useRef(load);
  loadRef.current = load;

  const reload = useCallback(async () => {
    const ask = loadRef.current;
    if (!ask) return;
    turn.current += 1;
    const mine = turn.current;
    setState((before) => asking(before, key));
    try {
      const data = await ask();
      if (turn.current === mine) setState(answered(key, data));
    } catch (error) {
      if (turn.current === mine) setState((before) => refused(before, key, error));
    }
  }, [key]);

  const replace = useCallback(
    (data: T) => {
      turn.current += 1;
      setState(answered(key, data));
    },
    [key],
  );

  const asks = load !== null;
  useEffect(() => {
    if (asks) void reload();
    return () => {
      turn.current += 1;
    };
  }, [reload, asks]);

  const { data, error, loading } = shownOf(state, key, asks);
  return { data, error, loading, reload, replace };
}

/** Beyond this many rows a phone gets slow; nobody scrolls that far. */
const maxRows = 500;

export type Paged<T, Head> = {
  items: T[];
  /** The last page's answer, for what comes beside the rows. */
  head: Head | null;
  error: unknown;
  loading: boolean;
  done: boolean;
  more: () => Promise<void>;
  reload: () => Promise<void>;
};

/** A list that comes page by page. `key` names the list: another key starts from the top. */
export function usePaged<Head extends Page<unknown>>(
  loadPage: ((cursor: string | undefined) => Promise<Head>) | null,
  key: string,
): Paged<Head['items'][number], Head> {
  type Row = Head['items'][number];
  type State = {
    key: string;
    items: Row[];
    head: Head | null;
    cursor: string | null;
    error: unknown;
    loading: boolean;
  };
  const empty: State = { key, items: [], head: null, cursor: null, error: null, loading: loadPage !== null };
  const [state, setState] = useState<State>(empty);
  const turn = useRef(0);
  const loadRef = useRef(loadPage);
  loadRef.current = loadPage;
  const stateRef = useRef(state);
  stateRef.current = state;

  const fetchPage = useCallback(
    async (fromTop: boolean) => {
      const ask = loadRef.current;
      if (!ask) return;
      turn.current += 1;
      const mine = turn.current;
      setState((before) => ({
        ...(before.key === key ? before : { ...before, key, items: [], head: null, cursor: null }),
        loading: true,
        error: null,
      }));
      try {
        const cursor = fromTop ? undefined : (stateRef.current.cursor ?? undefined);
        const page = await ask(cursor);
        if (turn.current !== mine) return;
        setState((before) => ({
          key,
          items: (fromTop ? page.items : [...before.items, ...page.items]).slice(0, maxRows) as Row[],
          head: fromTop || before.head === null ? page : { ...before.head, ...page },
          cursor: page.nextCursor,
          error: null,
          loading: false,
        }));
      } catch (error) {
        if (turn.current === mine) setState((before) => ({ ...before, error, loading: false }));
      }
    },
    [key],
  );

  const asks = loadPage !== null;
  useEffect(() => {
    if (asks) void fetchPage(true);
    return () => {
      turn.current += 1;
    };
  }, [fetchPage, asks]);

  const shown = state.key === key ? state : empty;
  return {
    items: shown.items,
    head: shown.head,
    error: shown.error,
    loading: shown.loading,
    done: shown.head !== null && (shown.cursor === null || shown.items.length >= maxRows),
    more: async () => {
      const now = stateRef.current;
      if (now.key === key && !now.loading && now.cursor !== null && now.items.length < maxRows) {
        await fetchPage(false);
      }
    },
    reload: () => fetchPage(true),
  };
}
