import type { Secrets } from '../platform/config.ts';
import type { WechatPayAccount, WechatPayConfig } from '../wechat/index.ts';

type Account = Secrets['wechatPay'] | NonNullable<Secrets['wechatPay']['others']>[number];

/** WeChat Pay's client for the brand and the merchants whose keys are in the secret. */
export function wechatPayConfigOf(
  { others = [], ...own }: Secrets['wechatPay'],
  where: { baseUrl: string; appid: string },
): WechatPayConfig {
  return { ...where, ...accountOf(own), otherAccounts: others.map(accountOf) };
}

/** With the public key from the merchant console; without one, certificates are downloaded. */
function accountOf(account: Account): WechatPayAccount {
  const { mchid, merchantSerial, merchantPrivateKeyPem, apiV3Key } = account;
  const { platformPublicKeyId: id, platformPublicKeyPem: publicKeyPem } = account;
  const subMerchants = 'subMerchants' in account ? account.subMerchants : undefined;
  return {
    mchid,
    merchantSerial,
    merchantPrivateKeyPem,
    apiV3Key,
    ...(id && publicKeyPem ? { platformPublicKeys: [{ id, publicKeyPem }] } : { downloadCertificates: true }),
    ...(subMerchants === undefined
      ? {}
      : {
          subMerchants: subMerchants.map(({ subMchid, subAppid }) =>
            subAppid === undefined ? { subMchid } : { subMchid, subAppid },
          ),
        }),
  };
}
