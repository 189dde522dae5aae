import type { WechatPatience } from '../platform/budgets.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import type { SecretPart } from '../platform/deployed-names.ts';
import type { Logger } from '../platform/logger.ts';
import { createTencentLocation, createTencentSms, loggedIn } from '../tencent/index.ts';
import { createWeCom, createWechatMiniProgram, createWechatPay, type WechatCall } from '../wechat/index.ts';
import { withoutKeys } from './secrets.ts';
import { wechatPayConfigOf } from './wechat-pay-config.ts';

/** The real WeChat, WeChat Pay and Tencent, by their keys. Without keys of its own a part says so when it is used. */
export function outsideClients(deps: {
  config: Config;
  secrets: Secrets;
  clock: Clock;
  logger: Logger;
  patience: WechatPatience;
  isGiven(part: SecretPart): boolean;
}) {
  const { config, secrets, clock, logger, patience, isGiven } = deps;
  const waiting = { timeoutMs: patience.attemptMs, totalMs: patience.totalMs };
  const dependencies = {
    now: clock.nowMs,
    observe: (call: WechatCall) => logger.info(call, 'wechat'),
  };
  const observed = { observe: loggedIn(logger) };
  const weComKeys = isGiven('wechat') ? secrets.wecom : undefined;
  const locationKeys = isGiven('tencent') ? secrets.tencentLocation : undefined;
  const smsAccount = isGiven('tencent') ? secrets.tencentSms : undefined;
  return {
    wechat: isGiven('wechat')
      ? createWechatMiniProgram(
          {
            baseUrl: config.wechatBaseUrl,
            appid: config.wechatAppId,
            secret: secrets.wechatAppSecret,
            ...waiting,
          },
          dependencies,
        )
      : withoutKeys<ReturnType<typeof createWechatMiniProgram>>('WeChat'),
    wecom: weComKeys
      ? createWeCom(
          { baseUrl: config.weComBaseUrl, corpId: weComKeys.corpId, secret: weComKeys.secret, ...waiting },
          dependencies,
        )
      : null,
    wechatPay: isGiven('wechat-pay')
      ? createWechatPay(
          {
            ...wechatPayConfigOf(secrets.wechatPay, {
              baseUrl: config.wechatPayBaseUrl,
              appid: config.wechatAppId,
            }),
            ...waiting,
          },
          dependencies,
        )
      : withoutKeys<ReturnType<typeof createWechatPay>>('WeChat Pay'),
    location: locationKeys
      ? createTencentLocation({ baseUrl: config.tencentLocationBaseUrl, ...locationKeys }, observed)
      : null,
    sms: smsAccount
      ? createTencentSms(
          { baseUrl: config.tencentSmsBaseUrl, ...smsAccount },
          { now: clock.nowMs, ...observed },
        )
      : null,
  };
}
