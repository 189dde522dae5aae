import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { ReturnActor, ReturnRecord } from './records.ts';
import { type ReturnStep, returnMachine } from './return-machine.ts';

/** The return after a step, or that its state does not allow it. */
export function stepped(
  made: ReturnRecord,
  step: ReturnStep,
  by: ReturnActor,
  atMs: number,
  memberId?: string,
): Result<ReturnRecord, 'transition_refused'> {
  const state = nextState(returnMachine, made.state, step);
  if (state === null) return fail('transition_refused', { state: made.state });
  const history = [...made.history, { atMs, state, by, ...(memberId ? { memberId } : {}) }];
  return ok({ ...made, state, history });
}
