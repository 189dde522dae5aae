import type { FailureParams, ProblemCode } from '@jindian/shared/contract/problems/problem';

/** An expected failure: a value with a stable code. Bugs throw. */
export type Failure<Code extends ProblemCode = ProblemCode> = {
  ok: false;
  code: Code;
  params?: FailureParams;
};
export type Success<T> = { ok: true; value: T };
export type Result<T, Code extends ProblemCode = ProblemCode> = Success<T> | Failure<Code>;

export function ok<T>(value: T): Success<T> {
  return { ok: true, value };
}

export function fail<Code extends ProblemCode>(code: Code, params?: FailureParams): Failure<Code> {
  return params ? { ok: false, code, params } : { ok: false, code };
}

/** The answer made of a result's value; a failure stays as it is. */
export async function answerWith<T, U, Code extends ProblemCode>(
  result: Result<T, Code>,
  answer: (value: T) => U | Promise<U>,
): Promise<Result<U, Code>> {
  return result.ok ? ok(await answer(result.value)) : result;
}
