import { z } from '@jindian/shared/zod';
import { tencentPatience } from '../../platform/budgets.ts';
import { type Fetch, joinUrl, parseJson, sendOnce } from '../../platform/outgoing/exchange.ts';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import type { TencentCall } from '../call.ts';
import { authorizationOf, jsonContentType } from './signing.ts';

export type SmsFailureCode =
  /** No answer, or none that can be read. It may have been sent all the same. */
  | 'unavailable'
  /** This number had too many, or cannot be reached by the service. */
  | 'refused'
  /** More than the account may send now. */
  | 'quota'
  /** Keys, signature, template or balance: somebody has to look. */
  | 'misconfigured';
export type SmsFailure = { readonly code: SmsFailureCode; readonly detail: string };

export type TencentSmsConfig = {
  /** https://sms.tencentcloudapi.com */
  readonly baseUrl: string;
  readonly secretId: string;
  readonly secretKey: string;
  readonly region: string;
  readonly sdkAppId: string;
  /** What stands in 【】; numbers outside the mainland have none. */
  readonly signName: string;
  /** With two parameters: the code, and for how many minutes it is good. */
  readonly templateId: string;
  /** The same for numbers outside the mainland, which have templates of their own. */
  readonly abroadTemplateId?: string | undefined;
  /** With two parameters: the code of an invitation, which its own text puts behind the brand's address, and its days. */
  readonly invitationTemplateId?: string | undefined;
  readonly abroadInvitationTemplateId?: string | undefined;
  /** With two parameters: the end of a link by which its holder signs in at headquarters, and its minutes. */
  readonly linkTemplateId?: string | undefined;
  readonly abroadLinkTemplateId?: string | undefined;
};

/** What is sent, each by a template of its own; a brand may be without those of the last two. */
export type SmsKind = 'code' | 'invitation' | 'link';

export interface TencentSms {
  /** Whether there is a template of this kind for this number. */
  can(kind: SmsKind, phone: string): boolean;
  /**
   * A code and how long it is good, in the words of its template, to a number as it is kept (bare on the mainland, else
   * with `+` and its code). Sent once.
   */
  send(kind: SmsKind, phone: string, code: string, lasts: number): Promise<Outcome<null, SmsFailure>>;
}

const version = '2021-01-11';
const action = 'SendSms';
const maxAnswerBytes = 65_536;

const answerSchema = z.object({
  Response: z.object({
    Error: z.object({ Code: z.string() }).optional(),
    SendStatusSet: z.array(z.object({ Code: z.string() })).optional(),
  }),
});

function codeOf(told: string): SmsFailureCode {
  if (/^(?:LimitExceeded\.PhoneNumber|LimitExceeded\.DeliveryFrequency)/.test(told)) return 'refused';
  if (/PhoneNumberInBlacklist|IncorrectPhoneNumber|PhoneNumberParseFail/.test(told)) return 'refused';
  if (/^(?:LimitExceeded|RequestLimitExceeded)/.test(told)) return 'quota';
  return /^InternalError(?!\.Sig)/.test(told) ? 'unavailable' : 'misconfigured';
}

/** SMS of Tencent Cloud (`SendSms`, 2021-01-11), signed by version 3. */
export function createTencentSms(
  config: TencentSmsConfig,
  deps: { now: () => number; fetch?: Fetch; observe?: (call: TencentCall) => void; timeoutMs?: number },
): TencentSms {
  const fetchOnce: Fetch = deps.fetch ?? ((url, init) => fetch(url, init));
  const { host } = new URL(config.baseUrl);

  async function send(body: object): Promise<Outcome<null, SmsFailure>> {
    const payload = JSON.stringify(body);
    const timestampS = Math.floor(deps.now() / 1000);
    const { secretId, secretKey } = config;
    const answer = await sendOnce(fetchOnce, {
      method: 'POST',
      url: joinUrl(config.baseUrl, '/'),
      headers: {
        'content-type': jsonContentType,
        'x-tc-action': action,
        'x-tc-version': version,
        'x-tc-region': config.region,
        'x-tc-timestamp': String(timestampS),
        authorization: authorizationOf({
          secretId,
          secretKey,
          service: 'sms',
          host,
          action,
          payload,
          timestampS,
        }),
      },
      body: payload,
      timeoutMs: deps.timeoutMs ?? tencentPatience.totalMs,
      maxAnswerBytes,
    });
    const failure = (code: SmsFailureCode, detail: string) => fail({ code, detail });
    if (answer.kind === 'unreachable') return failure('unavailable', `no answer: ${answer.reason}`);
    if (answer.status !== 200) return failure('unavailable', `HTTP ${answer.status}`);
    const read = answerSchema.safeParse(parseJson(answer.body));
    if (!read.success) return failure('unavailable', 'an answer of another form');
    const { Error: refused, SendStatusSet: sent } = read.data.Response;
    const told = refused?.Code ?? sent?.[0]?.Code ?? 'nothing was said of the number';
    return told === 'Ok' ? succeed(null) : failure(codeOf(told), told);
  }

  const templates: Record<SmsKind, { mainland: string | undefined; abroad: string | undefined }> = {
    code: { mainland: config.templateId, abroad: config.abroadTemplateId ?? config.templateId },
    invitation: { mainland: config.invitationTemplateId, abroad: config.abroadInvitationTemplateId },
    link: { mainland: config.linkTemplateId, abroad: config.abroadLinkTemplateId },
  };
  const templateFor = (kind: SmsKind, phone: string) =>
    templates[kind][phone.startsWith('+') ? 'abroad' : 'mainland'];

  return {
    can: (kind, phone) => templateFor(kind, phone) !== undefined,
    async send(kind, phone, code, lasts) {
      const isMainland = !phone.startsWith('+');
      const templateId = templateFor(kind, phone);
      if (templateId === undefined) return fail({ code: 'misconfigured', detail: `no template: ${kind}` });
      const startedAt = performance.now();
      const outcome = await send({
        PhoneNumberSet: [isMainland ? `+86${phone}` : phone],
        SmsSdkAppId: config.sdkAppId,
        TemplateId: templateId,
        ...(isMainland ? { SignName: config.signName } : {}),
        TemplateParamSet: [code, String(lasts)],
      });
      // Neither the number nor the code is part of the record.
      deps.observe?.({
        operation: 'sendSms',
        durationMs: Math.round(performance.now() - startedAt),
        result: outcome.ok ? 'ok' : outcome.failure.code,
        ...(outcome.ok ? {} : { detail: outcome.failure.detail }),
      });
      return outcome;
    },
  };
}
