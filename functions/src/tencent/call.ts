import { type Logger, needsPerson } from '../platform/logger.ts';

/** One call of a service of Tencent's, for the log: what was asked about is no part of it. */
export type TencentCall = {
  readonly operation: string;
  readonly durationMs: number;
  readonly result: string;
  readonly detail?: string;
};

/** A key or a template that is set wrong no repeat puts right: the alarm tells somebody. */
export function loggedIn(logger: Pick<Logger, 'info' | 'error'>) {
  return (call: TencentCall): void => {
    if (call.result === 'misconfigured') logger.error({ ...call, ...needsPerson }, 'tencent');
    else logger.info(call, 'tencent');
  };
}
