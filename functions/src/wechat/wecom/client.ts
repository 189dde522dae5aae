import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import { refusedLocally, unavailable, type WechatFailure } from '../miniprogram/failures.ts';
import {
  createWechatTransport,
  type WechatAnswer,
  type WechatMiniProgramConfig,
  type WechatMiniProgramDependencies,
} from '../miniprogram/transport.ts';
import { weComFailure } from './failures.ts';

/** 企业微信 for what sellers need of it: their own ways to be added by customers, and who was added by one. */
export interface WeCom {
  /**
   * 配置客户联系「联系我」方式, for one colleague, by a QR. Adding needs no second yes, and what was added by it says `state`. It
   * is not shown in WeCom's console: whoever loses `configId` cannot take it back.
   * https://developer.work.weixin.qq.com/document/path/92228
   */
  addContactWay(way: ContactWayRequest): Promise<Outcome<ContactWay, WechatFailure>>;
  /** One that is not there counts as deleted. */
  deleteContactWay(configId: string): Promise<Outcome<'deleted', WechatFailure>>;
  /** 获取客户详情: https://developer.work.weixin.qq.com/document/path/92114 */
  externalContact(externalUserId: string): Promise<Outcome<ExternalContact, WechatFailure>>;
}

export interface WeComConfig extends Omit<WechatMiniProgramConfig, 'appid'> {
  readonly corpId: string;
}

export interface ContactWayRequest {
  /** Of the colleague in WeCom's address book. */
  readonly userId: string;
  /** At most 30 characters: told with whoever is added by it. */
  readonly state: string;
  /** At most 30 characters, for the console. */
  readonly remark: string;
}
export interface ContactWay {
  readonly configId: string;
  /** Address of a picture that WeCom keeps. */
  readonly qrCodeUrl: string;
}
export interface ExternalContact {
  /** Only where the company's WeCom is bound to the developer account of the mini-program. */
  readonly unionid: string | null;
  readonly followers: readonly { readonly userId: string; readonly state: string | null }[];
}

const mostCharacters = 30;
const single = 1;
const byQr = 2;

const wayBody = z.object({ config_id: z.string().min(1), qr_code: z.string().min(1) });
const contactBody = z.object({
  external_contact: z.object({ unionid: z.string().optional() }),
  follow_user: z.array(z.object({ userid: z.string(), state: z.string().optional() })).default([]),
});

export function createWeCom(config: WeComConfig, dependencies: WechatMiniProgramDependencies): WeCom {
  const { corpId, ...rest } = config;
  const transport = createWechatTransport({ ...rest, appid: corpId }, dependencies, {
    failureOf: weComFailure,
    // The same one for everybody while it lives: there is no forcing another.
    tokenRequest: () => ({
      operation: 'weComToken',
      method: 'GET',
      path: '/cgi-bin/gettoken',
      query: { corpid: corpId, corpsecret: config.secret },
      repeatable: true,
    }),
  });

  return {
    async addContactWay({ userId, state, remark }) {
      if (userId === '') return fail(refusedLocally('invalid_request', 'userId'));
      if (state === '' || [...state].length > mostCharacters)
        return fail(refusedLocally('invalid_request', 'state'));
      const answer = await transport.callWithToken({
        operation: 'addContactWay',
        method: 'POST',
        path: '/cgi-bin/externalcontact/add_contact_way',
        body: {
          ...{ type: single, scene: byQr, skip_verify: true, state, user: [userId] },
          remark: [...remark].slice(0, mostCharacters).join(''),
        },
        // Twice would be two of them, of which one is known to nobody.
        repeatable: false,
      });
      return readAs(answer, wayBody, ({ config_id: configId, qr_code: qrCodeUrl }) => ({
        configId,
        qrCodeUrl,
      }));
    },

    async deleteContactWay(configId) {
      const answer = await transport.callWithToken({
        operation: 'deleteContactWay',
        method: 'POST',
        path: '/cgi-bin/externalcontact/del_contact_way',
        body: { config_id: configId },
        repeatable: true,
      });
      if (answer.ok || answer.failure.errcode === unknownConfig) return succeed('deleted');
      return answer;
    },

    async externalContact(externalUserId) {
      const answer = await transport.callWithToken({
        operation: 'externalContact',
        method: 'GET',
        path: '/cgi-bin/externalcontact/get',
        query: { external_userid: externalUserId },
        repeatable: true,
      });
      return readAs(answer, contactBody, ({ external_contact: { unionid }, follow_user: followers }) => ({
        unionid: unionid ? unionid : null,
        followers: followers.map(({ userid: userId, state }) => ({ userId, state: state ? state : null })),
      }));
    },
  };
}

/** Not a way of this app, or not any more. */
const unknownConfig = 41044;

function readAs<Body, Value>(
  answer: Outcome<WechatAnswer, WechatFailure>,
  schema: z.ZodType<Body>,
  read: (body: Body) => Value,
): Outcome<Value, WechatFailure> {
  if (!answer.ok) return answer;
  const body = schema.safeParse(answer.value.json);
  return body.success ? succeed(read(body.data)) : fail(unavailable('answer is not as documented'));
}
