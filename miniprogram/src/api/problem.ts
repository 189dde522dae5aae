import type { Language } from '@jindian/shared/contract/common';
import { appProblemText, type ProblemParams } from '@jindian/shared/contract/problems/app';

/** A refusal or a failure of a call, with the contract's stable code. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly params: ProblemParams;
  readonly status: number;

  constructor(code: string, status: number, params: ProblemParams = {}) {
    super(code);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
    this.params = params;
  }

  /** Nobody knows whether the command took effect: repeat it with the same key. */
  get isUnsettled(): boolean {
    return this.code === 'network_failed' || this.status >= 500;
  }
}

/** The contract's own words for it name a field and a rule, in English: for whoever writes a client, not for a person. */
const notValid = {
  zh: '有内容填写有误，请检查后再试',
  en: 'Something that was entered is not valid; please check it',
};

/** What the person reads. Anything that is not a problem of the API is a bug of ours and reads as one. */
export function problemMessage(error: unknown, language: Language): string {
  if (error instanceof ApiProblem && error.code === 'invalid_request') return notValid[language];
  return error instanceof ApiProblem
    ? appProblemText(error.code, error.params, language)
    : appProblemText('internal', undefined, language);
}
