import { fail, ok, type Result } from '../../platform/result.ts';
import type { WechatFailure, WechatMiniProgram } from '../../wechat/index.ts';
import type { WechatCaller } from './accounts.ts';

/** What signing in needs of the WeChat client. */
export type WechatSignIn = Pick<WechatMiniProgram, 'codeToSession' | 'phoneNumber'>;

type SignInProblem = 'login_code_invalid' | 'login_blocked' | 'rate_limited' | 'wechat_unavailable';

/** Whatever is not the shopper's to mend is told as "WeChat is unavailable"; the client logs what it was. */
function problemOf(failure: WechatFailure): SignInProblem {
  switch (failure.code) {
    case 'invalid_code':
    case 'code_used':
      return 'login_code_invalid';
    case 'risk_blocked':
      return 'login_blocked';
    case 'rate_limited':
      return 'rate_limited';
    default:
      return 'wechat_unavailable';
  }
}

export async function callerOfCode(
  wechat: WechatSignIn,
  code: string,
): Promise<Result<WechatCaller, SignInProblem>> {
  const session = await wechat.codeToSession(code);
  return session.ok ? ok(session.value) : fail(problemOf(session.failure));
}

/** The number as it is kept: mainland numbers bare, others with `+` and their country code. */
export async function phoneOfCode(
  wechat: WechatSignIn,
  code: string,
): Promise<Result<string, SignInProblem>> {
  const phone = await wechat.phoneNumber(code);
  if (!phone.ok) return fail(problemOf(phone.failure));
  const { countryCode, purePhoneNumber } = phone.value;
  return ok(countryCode === '86' ? purePhoneNumber : `+${countryCode}${purePhoneNumber}`);
}
