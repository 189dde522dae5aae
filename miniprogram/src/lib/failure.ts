import { ApiProblem } from '../api/problem.ts';

/** What stands between a person and a page, as far as they can do something different about it. */
export type FailureCause = 'offline' | 'sign_in' | 'gone' | 'not_yours' | 'busy' | 'unknown';

const byCode: Readonly<Record<string, FailureCause>> = {
  network_failed: 'offline',
  unauthenticated: 'sign_in',
  forbidden: 'not_yours',
  rate_limited: 'busy',
  too_many_requests: 'busy',
  busy: 'busy',
};

export function causeOf(error: unknown): FailureCause {
  if (!(error instanceof ApiProblem)) return 'unknown';
  const known = byCode[error.code];
  if (known) return known;
  if (error.status === 404) return 'gone';
  return error.status === 429 || error.status === 503 ? 'busy' : 'unknown';
}

/** Asking once more for what is not there, or not theirs, brings the same answer. */
export const canRetry = (cause: FailureCause) =>
  cause !== 'gone' && cause !== 'not_yours' && cause !== 'sign_in';
