import { randomBytes } from 'node:crypto';
import { listen } from '../../http-server.ts';
import { sealed, sign } from '../message-sealing.ts';

/** qyapi.weixin.qq.com for one company: its app's token, ways to be added, customers, and what is posted of them. */
export interface WeComSimulator {
  readonly baseUrl: string;
  readonly corpId: string;
  readonly secret: string;
  readonly token: string;
  readonly encodingAesKey: string;
  readonly control: WeComControl;
  close(): Promise<void>;
}

export interface WeComControl {
  /** Ways that are there. */
  ways(): readonly { configId: string; userId: string; state: string }[];
  /** A customer scans a colleague's QR and is added; the event as WeCom posts it, sealed and signed. */
  scan(configId: string, customer: Customer): Posted;
  /** A colleague adds a customer by hand: no way, no state. */
  addByHand(userId: string, customer: Customer): Posted;
  /** The question whether an address is the company's: a query whose answer is `text`. */
  ask(text: string): string;
  /** The next call is answered so. */
  failNext(answer: { errcode: number; errmsg: string }): void;
  /** As when the secret's owner resets it. */
  revokeTokens(): void;
}
export type Customer = { externalUserId: string; unionid?: string };
export type Posted = { query: string; body: string };

const TOKEN_LIFE_MS = 7_200_000;
const WAYS_MOST_CHARACTERS = 30;

type Answer = Record<string, unknown>;
const error = (errcode: number, errmsg: string): Answer => ({ errcode, errmsg });
const done = (more: Answer = {}): Answer => ({ errcode: 0, errmsg: 'ok', ...more });

export async function startWeComSimulator(options: {
  now: () => number;
  /** Who works there and may be added by customers; `anybody`: whatever they are called. */
  colleagues: readonly string[] | 'anybody';
  /** Where the picture of a way's QR is; unless told it is where WeCom keeps them. */
  qrCodeUrl?: (configId: string) => string;
  port?: number;
}): Promise<WeComSimulator> {
  const { now, colleagues } = options;
  const { qrCodeUrl = (configId: string) => `https://wework.qpic.cn/wwpic/${configId}/0` } = options;
  const corpId = `ww${randomBytes(8).toString('hex')}`;
  const secret = randomBytes(24).toString('base64url');
  const token = randomBytes(12).toString('hex');
  const encodingAesKey = randomBytes(40).toString('hex').slice(0, 43);
  const ways = new Map<string, { configId: string; userId: string; state: string }>();
  const customers = new Map<string, Customer & { follows: Map<string, string> }>();
  const faults: Answer[] = [];
  let held: { token: string; untilMs: number } | null = null;

  function tokenAnswer(query: URLSearchParams): Answer {
    if (query.get('corpid') !== corpId) return error(40013, 'invalid corpid');
    if (query.get('corpsecret') !== secret) return error(40001, 'invalid credential');
    if (!held || held.untilMs <= now())
      held = { token: randomBytes(64).toString('base64url'), untilMs: now() + TOKEN_LIFE_MS };
    return done({ access_token: held.token, expires_in: Math.floor((held.untilMs - now()) / 1_000) });
  }

  function tokenProblem(given: string | null): Answer | null {
    if (!given) return error(41001, 'access_token missing');
    if (given !== held?.token) return error(40014, 'invalid access_token');
    return held.untilMs <= now() ? error(42001, 'access_token expired') : null;
  }

  function addWay(body: Answer): Answer {
    const { type, scene, user, state = '', remark = '' } = body;
    if (type !== 1 || scene !== 2) return error(40058, 'invalid Request Parameter');
    if (!Array.isArray(user) || user.length !== 1) return error(40058, 'user. size must be 1');
    const tooLong = [state, remark].some((text) => [...String(text)].length > WAYS_MOST_CHARACTERS);
    if (tooLong) return error(40058, 'state. exceed max length 30');
    const [userId] = user as string[];
    const isKnown = userId && (colleagues === 'anybody' || colleagues.includes(userId));
    if (!isKnown) return error(40003, 'invalid userid');
    const configId = randomBytes(16).toString('hex');
    ways.set(configId, { configId, userId, state: String(state) });
    return done({ config_id: configId, qr_code: qrCodeUrl(configId) });
  }

  function contact(externalUserId: string | null): Answer {
    const customer = customers.get(externalUserId ?? '');
    if (!customer) return error(84061, 'not external contact');
    return done({
      external_contact: {
        external_userid: customer.externalUserId,
        name: '微信用户',
        type: 1,
        ...(customer.unionid ? { unionid: customer.unionid } : {}),
      },
      follow_user: [...customer.follows].map(([userid, state]) => ({ userid, ...(state ? { state } : {}) })),
    });
  }

  const server = await listen(options.port ?? 0, async (request) => {
    const json = (answer: Answer) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answer),
    });
    const { query } = request;
    if (request.path === '/cgi-bin/gettoken') return json(tokenAnswer(query));
    const refused = faults.shift() ?? tokenProblem(query.get('access_token'));
    if (refused) return json(refused);
    const body = request.method === 'POST' ? (JSON.parse(request.rawBody) as Answer) : {};
    switch (`${request.method} ${request.path}`) {
      case 'POST /cgi-bin/externalcontact/add_contact_way':
        return json(addWay(body));
      case 'POST /cgi-bin/externalcontact/del_contact_way':
        return json(ways.delete(String(body.config_id)) ? done() : error(41044, 'invalid config_id'));
      case 'GET /cgi-bin/externalcontact/get':
        return json(contact(query.get('external_userid')));
      default:
        return { status: 404 };
    }
  });

  function posted(text: string): Posted {
    const encrypt = sealed(text, encodingAesKey, corpId);
    const [timestamp, nonce] = [String(Math.floor(now() / 1_000)), randomBytes(5).toString('hex')];
    const signed = sign(token, timestamp, nonce, encrypt);
    return {
      query: `?${new URLSearchParams({ msg_signature: signed, timestamp, nonce })}`,
      body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt><AgentID><![CDATA[1000002]]></AgentID></xml>`,
    };
  }

  function added(userId: string, state: string, customer: Customer): Posted {
    const known = customers.get(customer.externalUserId) ?? { ...customer, follows: new Map() };
    known.follows.set(userId, state);
    customers.set(customer.externalUserId, known);
    const field = (name: string, value: string) => `<${name}><![CDATA[${value}]]></${name}>`;
    return posted(
      `<xml>${field('ToUserName', corpId)}${field('FromUserName', 'sys')}<CreateTime>${Math.floor(now() / 1_000)}</CreateTime>${field('MsgType', 'event')}${field('Event', 'change_external_contact')}${field('ChangeType', 'add_external_contact')}${field('UserID', userId)}${field('ExternalUserID', customer.externalUserId)}${state ? field('State', state) : ''}${field('WelcomeCode', randomBytes(12).toString('hex'))}</xml>`,
    );
  }

  const control: WeComControl = {
    ways: () => [...ways.values()],
    scan(configId, customer) {
      const way = ways.get(configId);
      if (!way) throw new Error('there is no such way');
      return added(way.userId, way.state, customer);
    },
    addByHand: (userId, customer) => added(userId, '', customer),
    ask(text) {
      const echostr = sealed(text, encodingAesKey, corpId);
      const [timestamp, nonce] = [String(Math.floor(now() / 1_000)), randomBytes(5).toString('hex')];
      const signed = sign(token, timestamp, nonce, echostr);
      return `?${new URLSearchParams({ msg_signature: signed, timestamp, nonce, echostr })}`;
    },
    failNext: (answer) => faults.push(answer),
    revokeTokens() {
      held = null;
    },
  };
  return {
    ...{ baseUrl: server.baseUrl, corpId, secret, token, encodingAesKey, control },
    close: () => server.close(),
  };
}
