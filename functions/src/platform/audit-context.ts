import { AsyncLocalStorage } from 'node:async_hooks';

/** What somebody is about to do that leaves a record. */
export type PendingAudit<W> = {
  /** Of the record, for one attempt. */
  writes(): readonly W[];
  /** Which record the next of `writes` makes, for what is to be found by it later. */
  upcoming?(): { id: string; month: string };
  /** What a service knows beyond what was asked for. */
  details: {
    before?: unknown;
    after?: unknown;
    targets?: { kind: string; id: string }[];
    /** It is kept however long: nothing else keeps it as long as the record. */
    isWhole?: boolean;
  };
  /** True once it is written, or the act is over without it. */
  done: boolean;
};

const storage = new AsyncLocalStorage<PendingAudit<unknown>>();

/**
 * Runs an audited act. The first transaction that it completes carries the record: what is done and that it was done
 * are written together or not at all, and no service on the way can forget to pass the record on. What ends without a
 * transaction (refused, or a repeat) leaves none.
 */
export async function audited<T, W>(pending: PendingAudit<W>, run: () => Promise<T>): Promise<T> {
  // A form that goes through an endpoint is one act, and the endpoint's record says more.
  const outer = storage.getStore();
  if (outer) outer.done = true;
  try {
    return await storage.run(pending as PendingAudit<unknown>, run);
  } finally {
    // What the act set going goes on in its context, and is not the act.
    pending.done = true;
  }
}

export function pendingAudit<W>(): PendingAudit<W> | null {
  const pending = storage.getStore() as PendingAudit<W> | undefined;
  return pending && !pending.done ? pending : null;
}

/** Adds to the record what only the service knows: how it was before. Outside of an audited act it does nothing. */
export function auditDetails(details: PendingAudit<unknown>['details']): void {
  const pending = storage.getStore();
  if (pending) Object.assign(pending.details, details);
}
