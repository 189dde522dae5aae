/** A system looked at as a phone, WeChat Pay or a stranger sees it: by its address alone, and changing nothing. */
import { connect } from 'node:tls';
import { dayMs } from '@jindian/shared/time';
import { doubtful, type Finding, skipped, well, wrong } from './finding.ts';

const waitMs = 10_000;
const certificateDays = 14;
const clockMs = 60_000;

type Answer = { status: number; headers: Headers; text: string };

async function ask(url: string, init: RequestInit = {}): Promise<Answer | string> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(waitMs), ...init });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    return cause?.message || message;
  }
}

/** The last day of its certificate, or why there is no agreement with it, at most at this version. */
function shake(host: string, port: number, maxVersion?: 'TLSv1.1'): Promise<{ validToMs: number } | string> {
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      servername: host,
      timeout: waitMs,
      ...(maxVersion ? { maxVersion, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    });
    const end = (result: { validToMs: number } | string) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('secureConnect', () => end({ validToMs: Date.parse(socket.getPeerCertificate().valid_to) }));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error) => end(error.message));
  });
}

async function certificate(url: URL, nowMs: number): Promise<Finding[]> {
  const what = 'certificate';
  if (url.protocol !== 'https:')
    return [wrong(what, 'the address is not https', 'phones and WeChat Pay take nothing but https')];
  const port = Number(url.port || 443);
  const shaken = await shake(url.hostname, port);
  if (typeof shaken === 'string')
    return [wrong(what, shaken, 'the name in it, the whole chain, and its last day must be right')];
  const days = Math.floor((shaken.validToMs - nowMs) / dayMs);
  const old = await shake(url.hostname, port, 'TLSv1.1');
  return [
    days < certificateDays
      ? doubtful(what, `ends in ${days} days`, 'see that it renews itself')
      : well(what, `good for ${days} days`),
    typeof old === 'string'
      ? well('TLS', '1.2 or newer alone')
      : wrong('TLS', 'takes TLS 1.1', 'let 1.2 be the oldest: WeChat asks for it'),
  ];
}

function clock({ headers }: Answer, nowMs: number): Finding {
  const said = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(said)) return skipped('clock', 'no date in the answer');
  const offMs = Math.abs(said - nowMs);
  return offMs > clockMs
    ? wrong(
        'clock',
        `${Math.round(offMs / 1000)} seconds from this machine's`,
        'WeChat Pay refuses signatures of more than five minutes: let NTP set both clocks',
      )
    : well('clock', 'as here');
}

function headquarters(answer: Answer | string, isHttps: boolean): Finding {
  const what = 'headquarters';
  if (typeof answer === 'string') return wrong(what, answer, 'it is at /hq of the API');
  const begins = answer.status === 303 && answer.headers.get('location')?.endsWith('/hq/begin');
  if (begins)
    return doubtful(
      what,
      'nobody is administrator yet',
      'open /hq/begin with the code, before others find it',
    );
  if (answer.status !== 200) return wrong(what, `answers ${answer.status}`, 'see the log of the API');
  const cookies = answer.headers.getSetCookie();
  if (isHttps && cookies.some((cookie) => !/;\s*secure/i.test(cookie)))
    return wrong(what, 'gives out a cookie without Secure', 'publicBaseUrl must be the https address');
  if (!answer.headers.get('content-security-policy'))
    return wrong(what, 'sends no Content-Security-Policy', 'the proxy in front takes headers away');
  return well(what, 'asks who comes in');
}

function app(answer: Answer | string, printed: Answer | string): Finding[] {
  const isApp = typeof answer !== 'string' && answer.status === 200 && answer.text.includes('id="app"');
  const page = isApp
    ? well('app in a browser', 'is there')
    : wrong(
        'app in a browser',
        typeof answer === 'string' ? answer : `answers ${answer.status}`,
        'the H5 build is served beside the API or at h5BaseUrl: docs/operations/static-files.md',
      );
  const leads = typeof printed !== 'string' && [301, 302, 303, 307, 308].includes(printed.status);
  return [
    page,
    leads
      ? well('printed codes', '/q/… leads to the app')
      : wrong(
          'printed codes',
          typeof printed === 'string' ? printed : `/q/… answers ${printed.status}`,
          'the path /q/ belongs to the API, also where the app has a host of its own',
        ),
  ];
}

/** WeChat reads it when the address is entered in its console: for the link in printed codes, and for pages in the app. */
async function verificationFile(base: string, name: string): Promise<Finding[]> {
  const paths = [`/${name}`, `/q/${name}`];
  const answers = await Promise.all(paths.map((path) => ask(`${base}${path}`)));
  return answers.map((answer, nth) => {
    const what = `verification file ${paths[nth]}`;
    if (typeof answer === 'string') return wrong(what, answer, 'see above');
    const isText = /^text\/plain/.test(answer.headers.get('content-type') ?? '');
    return answer.status === 200 && isText && answer.text.trim().length > 0
      ? well(what, 'is there')
      : wrong(what, `answers ${answer.status}`, 'upload it at headquarters, under the ids of WeChat');
  });
}

/** What nobody without a right may get, and what only a demo has. */
async function closed(base: string): Promise<Finding[]> {
  const personas = await ask(`${base}/local/personas`);
  const me = await ask(`${base}/v1/me`);
  const forged = await ask(`${base}/v1/wechat-pay/notifications`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'wechatpay-timestamp': String(Math.floor(Date.now() / 1000)),
      'wechatpay-nonce': 'doctor',
      'wechatpay-signature': Buffer.from('forged').toString('base64'),
      'wechatpay-serial': 'doctor',
    },
    body: '{}',
  });
  const refuses = (answer: Answer | string) =>
    typeof answer !== 'string' && answer.status >= 400 && answer.status < 500;
  const says = (answer: Answer | string) =>
    typeof answer === 'string' ? answer : `answers ${answer.status}`;
  return [
    typeof personas !== 'string' && personas.status === 200
      ? wrong(
          'a demo',
          'anybody can be anybody here: /local/personas answers',
          'npm start without --live is for playing alone',
        )
      : well('a demo', 'is not what runs here'),
    typeof me !== 'string' && me.status === 401
      ? well('strangers', 'are refused')
      : wrong('strangers', says(me), '/v1/me must answer 401 without a session'),
    refuses(forged)
      ? well('forged payments', 'are refused')
      : wrong('forged payments', says(forged), 'a notification with a bad signature must be refused'),
  ];
}

/** `verification`: the name of WeChat's file, where there is one already. */
export async function lookFromOutside(
  baseUrl: string,
  {
    nowMs = Date.now,
    h5BaseUrl,
    verification,
  }: { nowMs?: () => number; h5BaseUrl?: string; verification?: string } = {},
): Promise<Finding[]> {
  const base = baseUrl.replace(/\/$/, '');
  const url = new URL(base);
  const health = await ask(`${base}/healthz`);
  if (typeof health === 'string')
    return [
      wrong('reached', health, 'the name must lead here, the port be open, and the system run'),
      ...(url.protocol === 'https:' ? await certificate(url, nowMs()) : []),
    ];
  const ok = health.status === 200;
  return [
    well('reached', url.host),
    ...(await certificate(url, nowMs())),
    ok
      ? well('health', 'every part is well')
      : wrong(
          'health',
          `answers ${health.status}: ${health.text.slice(0, 300)}`,
          'docs/operations names each part',
        ),
    clock(health, nowMs()),
    headquarters(await ask(`${base}/hq/sign-in`), url.protocol === 'https:'),
    ...app(await ask(`${h5BaseUrl ?? base}/`), await ask(`${base}/q/doctor0`)),
    ...(verification ? await verificationFile(base, verification) : []),
    ...(await closed(base)),
  ];
}
