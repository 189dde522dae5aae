import type { Language } from '@jindian/shared/contract/common';
import {
  type FailureParams,
  type Problem,
  type ProblemCode,
  paramsIn,
  problemCatalog,
  problemText,
} from '@jindian/shared/contract/problems/problem';
import type { Context } from 'hono';
import { NoAnswer } from '../patience.ts';

/** The caller's language: Chinese unless English is asked for first. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh';
}

/** An expected failure as application/problem+json (RFC 9457), its title and the names in it in the caller's language. */
export function problemResponse(c: Context, code: ProblemCode, params?: FailureParams): Response {
  const { status } = problemCatalog[code];
  c.set('problem', code);
  const language = languageOf(c.req.header('accept-language'));
  const problem: Problem = {
    type: `urn:jindian:problem:${code}`,
    title: problemText(code, params, language),
    status,
    code,
    ...(params ? { params: paramsIn(language, params) } : {}),
    requestId: c.get('requestId') as string,
  };
  return c.body(JSON.stringify(problem), status as 400, { 'content-type': 'application/problem+json' });
}

/** What only a system on a disk of its own can meet; the engine's exceptions reach us by name through the AWS SDK. */
const storageProblems: Readonly<Record<string, ProblemCode>> = {
  StorageFullException: 'storage_full',
  StorageDamagedException: 'storage_damaged',
};

/** The code for an error that nobody expected. */
export function problemOf(error: unknown): ProblemCode {
  const { name, code } = error as NodeJS.ErrnoException;
  if (error instanceof NoAnswer) return 'busy';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'storage_full';
  return Object.hasOwn(storageProblems, name) ? (storageProblems[name] ?? 'internal') : 'internal';
}
