import type { Merchant } from '../../wechat/index.ts';

/** A merchant as it is stored: `1900009191`, or `1900009191/1900000109` for a sub-merchant of a service provider. */
export function merchantIdOf({ mchid, subMchid }: Merchant): string {
  return subMchid === undefined ? mchid : `${mchid}/${subMchid}`;
}

export function merchantOf(merchantId: string): Merchant {
  const [mchid, subMchid] = merchantId.split('/');
  return subMchid === undefined ? { mchid: merchantId } : { mchid: mchid as string, subMchid };
}
