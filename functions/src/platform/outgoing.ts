import { needsPerson } from './logger.ts';
import { Never, NotYet } from './queues/lanes.ts';

/**
 * What a call to somebody else's service that did not succeed means for whoever made it. Each client gives one for
 * every code of its own (`verdictOf` beside its failures), so that no caller decides by a code what is given up.
 */
export type Verdict =
  /** No answer: it may have happened. Asked about, and then asked again. */
  | { kind: 'unknown' }
  /** Refused for now, and nothing happened. */
  | { kind: 'later'; afterMs?: number }
  /** Refused until somebody puts right what is wrong on our side: later, and a person is told now. */
  | { kind: 'operator' }
  /** Asking again does not help: a person decides. */
  | { kind: 'never' };

type Outcome<Value, Failure> = { ok: true; value: Value } | { ok: false; failure: Failure };
type Log = { error(fields: object, text: string): void };

/** Whether it is only a question of time; the rest is final. */
export function comesLater({ kind }: Verdict): boolean {
  return kind !== 'never';
}

/** What a failed step throws behind the requests: whoever could not be reached is waited for, for days if need be. */
export function stopped(what: string, code: string): Error {
  const text = `${what}: ${code}`;
  return code === 'payment_unavailable' ? new NotYet(text) : new Error(text);
}

/** What a failed call throws behind the requests: the queue repeats what may be repeated and leaves the rest to HQ. */
export function notDone(logger: Log, what: string, code: string, verdict: Verdict): Error {
  if (verdict.kind === 'operator')
    logger.error({ what, failure: code, ...needsPerson }, 'a call was refused: something is set wrong');
  if (verdict.kind === 'never') return new Never(`${what}: ${code}`);
  return new NotYet(`${what}: ${code}`, verdict.kind === 'later' ? (verdict.afterMs ?? null) : null);
}

/**
 * One call to somebody else, as it is made behind the requests. What may have happened before is asked about first
 * (`query`: null where it has not), so a repeat does nothing twice. Throws what was not done, for the queue.
 */
export async function callOut<Value, Failure extends { code: string }>(call: {
  /** For the log and for HQ: what, of which order. Ids only. */
  what: string;
  query?(): Promise<Outcome<Value | null, Failure>>;
  send(): Promise<Outcome<Value, Failure>>;
  verdictOf(failure: Failure): Verdict;
  logger: Log;
}): Promise<Value> {
  const { what, verdictOf, logger } = call;
  const failed = (failure: Failure) => notDone(logger, what, failure.code, verdictOf(failure));
  const known = await call.query?.();
  if (known && !known.ok) throw failed(known.failure);
  if (known?.value != null) return known.value;
  const sent = await call.send();
  if (!sent.ok) throw failed(sent.failure);
  return sent.value;
}
