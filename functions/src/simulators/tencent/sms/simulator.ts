import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { json, listen, readJson, type SimulatorAnswer, type SimulatorRequest } from '../../http-server.ts';

export type SentSms = {
  readonly phone: string;
  readonly templateId: string;
  readonly parameters: readonly string[];
  readonly atMs: number;
};
export type SmsFault = 'silence' | 'disconnect' | 'disconnect_after' | '500' | { readonly code: string };

export interface SmsSimulator {
  readonly baseUrl: string;
  readonly account: {
    readonly secretId: string;
    readonly secretKey: string;
    readonly region: string;
    readonly sdkAppId: string;
    readonly signName: string;
    readonly templateId: string;
    readonly abroadTemplateId: string;
    readonly invitationTemplateId: string;
    readonly abroadInvitationTemplateId: string;
    readonly linkTemplateId: string;
    readonly abroadLinkTemplateId: string;
  };
  readonly control: {
    failNext(fault: SmsFault, times?: number): void;
    /** The oldest first. */
    sent(): readonly SentSms[];
  };
  close(): Promise<void>;
}

const account: SmsSimulator['account'] = {
  secretId: 'AKIDlocalJindianSmsSimulator00000001',
  secretKey: 'localJindianSmsSimulatorSecretKey',
  region: 'ap-guangzhou',
  sdkAppId: '1400000001',
  signName: '近店演示',
  templateId: '1000001',
  abroadTemplateId: '1000002',
  invitationTemplateId: '1000003',
  abroadInvitationTemplateId: '1000004',
  linkTemplateId: '1000005',
  abroadLinkTemplateId: '1000006',
};

const keptMessages = 500;
/** The service refuses a signature that is older or newer. */
const clockSkewS = 300;
const perNumberEveryMs = 30_000;

const sendSms = z.object({
  PhoneNumberSet: z.array(z.string().regex(/^\+\d{8,15}$/)).length(1),
  SmsSdkAppId: z.string(),
  TemplateId: z.string(),
  SignName: z.string().optional(),
  TemplateParamSet: z.array(z.string().max(12)),
});

/** sms.tencentcloudapi.com for one account on this machine: what is signed rightly is kept instead of sent. */
export async function startSmsSimulator(options: {
  port?: number;
  now: () => number;
}): Promise<SmsSimulator> {
  const sent: SentSms[] = [];
  const faults: SmsFault[] = [];
  let requests = 0;

  const answered = (body: object): SimulatorAnswer => {
    requests += 1;
    return json(200, { Response: { ...body, RequestId: `simulated-${requests}` } });
  };
  const refused = (code: string) => answered({ Error: { Code: code, Message: code } });

  function perform(request: SimulatorRequest): SimulatorAnswer {
    const problem = signatureProblem(request, options.now());
    if (problem) return refused(problem);
    if (request.headers['x-tc-action'] !== 'SendSms') return refused('InvalidAction');
    if (request.headers['x-tc-version'] !== '2021-01-11') return refused('NoSuchVersion');
    if (!request.headers['x-tc-region']) return refused('MissingParameter');
    const read = sendSms.safeParse(readJson(request.rawBody));
    if (!read.success) return refused('InvalidParameter');
    const { PhoneNumberSet, SmsSdkAppId, TemplateId, SignName, TemplateParamSet } = read.data;
    const [phone = ''] = PhoneNumberSet;
    const isMainland = phone.startsWith('+86');
    const status = (code: string) =>
      answered({
        SendStatusSet: [{ PhoneNumber: phone, Fee: code === 'Ok' ? 1 : 0, Code: code, Message: code }],
      });
    if (SmsSdkAppId !== account.sdkAppId) return refused('InvalidParameterValue.SdkAppIdNotExist');
    if (isMainland && SignName !== account.signName)
      return status('FailedOperation.SignatureIncorrectOrUnapproved');
    const { templateId, invitationTemplateId, linkTemplateId, abroadTemplateId } = account;
    const { abroadInvitationTemplateId, abroadLinkTemplateId } = account;
    const templates = isMainland
      ? [templateId, invitationTemplateId, linkTemplateId]
      : [abroadTemplateId, abroadInvitationTemplateId, abroadLinkTemplateId];
    if (!templates.includes(TemplateId) || TemplateParamSet.length !== 2)
      return status('FailedOperation.TemplateIncorrectOrUnapproved');
    if (isMainland && !/^\+861[3-9]\d{9}$/.test(phone))
      return status('InvalidParameterValue.IncorrectPhoneNumber');
    const last = sent.findLast((one) => one.phone === phone);
    if (last && options.now() - last.atMs < perNumberEveryMs)
      return status('LimitExceeded.PhoneNumberThirtySecondLimit');
    sent.push({ phone, templateId: TemplateId, parameters: TemplateParamSet, atMs: options.now() });
    if (sent.length > keptMessages) sent.shift();
    return status('Ok');
  }

  const server = await listen(options.port ?? 0, async (request) => {
    if (request.method !== 'POST' || request.path !== '/') return { status: 404 };
    const fault = faults.shift();
    if (fault === 'silence' || fault === 'disconnect') return fault;
    if (fault === '500') return { status: 500 };
    if (typeof fault === 'object') return refused(fault.code);
    const answer = perform(request);
    return fault === 'disconnect_after' ? 'disconnect' : answer;
  });

  return {
    baseUrl: server.baseUrl,
    account,
    control: {
      failNext(fault, times = 1) {
        faults.push(...Array.from({ length: times }, () => fault));
      },
      sent: () => sent,
    },
    close: () => server.close(),
  };
}

/** Reckoned anew from the request as it came, and not by the client's code. */
function signatureProblem({ headers, rawBody }: SimulatorRequest, nowMs: number): string | null {
  const given =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/sms\/tc3_request, SignedHeaders=([a-z;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  const timestamp = headers['x-tc-timestamp'];
  if (!given || typeof timestamp !== 'string') return 'AuthFailure.InvalidAuthorization';
  const [, secretId, date = '', names = '', signature = ''] = given;
  if (secretId !== account.secretId) return 'AuthFailure.SecretIdNotFound';
  if (Math.abs(Number(timestamp) - nowMs / 1000) > clockSkewS) return 'AuthFailure.SignatureExpire';
  const listed = names.split(';');
  if (!listed.includes('content-type') || !listed.includes('host')) return 'AuthFailure.InvalidAuthorization';
  const canonical = listed
    .map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          [name === 'x-tc-action' ? 'toLowerCase' : 'toString']()}\n`,
    )
    .join('');
  const sha = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();
  const request = `POST\n/\n\n${canonical}\n${names}\n${sha(rawBody)}`;
  const text = `TC3-HMAC-SHA256\n${timestamp}\n${date}/sms/tc3_request\n${sha(request)}`;
  const wanted = mac(mac(mac(mac(`TC3${account.secretKey}`, date), 'sms'), 'tc3_request'), text);
  return timingSafeEqual(wanted, Buffer.from(signature, 'hex')) ? null : 'AuthFailure.SignatureFailure';
}
