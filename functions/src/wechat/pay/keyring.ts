import { createPublicKey, type KeyObject } from 'node:crypto';

/**
 * The keys that WeChat Pay signs with, by the serial it names in `Wechatpay-Serial`.
 *
 * Two kinds exist and both can be in use at once: the WeChat Pay public key (`PUB_KEY_ID_…`, fetched once from
 * the merchant console) and platform certificates (downloaded, replaced every few years with 24 hours' notice).
 * While a merchant switches from one to the other, notifications come signed with either, at random:
 * https://pay.weixin.qq.com/doc/v3/merchant/4012154180
 */
export interface PlatformKeyring {
  keyFor(serial: string): Promise<KeyLookup>;
  /** What requests should name in `Wechatpay-Serial`, so that answers are signed with it. */
  readonly preferredSerial: string | undefined;
}

export type KeyLookup =
  | { readonly kind: 'found'; readonly key: KeyObject }
  | { readonly kind: 'unknown' }
  /** The certificates could not be downloaded just now: the serial may well be good. */
  | { readonly kind: 'unavailable' };

export interface PlatformPublicKey {
  /** `PUB_KEY_ID_…` */
  readonly id: string;
  readonly publicKeyPem: string;
}

export interface PlatformCertificate {
  readonly serial: string;
  readonly key: KeyObject;
  readonly validFromMs: number;
  readonly validUntilMs: number;
}

export type DownloadCertificates = () => Promise<readonly PlatformCertificate[] | undefined>;

/** WeChat Pay asks for a refresh at least every 12 hours: https://pay.weixin.qq.com/doc/v3/merchant/4012551764 */
const REFRESH_AFTER_MS = 11 * 3_600_000;
/** A forged serial must not become a way to make us call WeChat Pay at will. */
const REFRESH_AT_MOST_EVERY_MS = 60_000;

export function createPlatformKeyring(options: {
  readonly publicKeys: readonly PlatformPublicKey[];
  readonly download: DownloadCertificates | undefined;
  readonly now: () => number;
}): PlatformKeyring {
  const publicKeys = new Map(
    options.publicKeys.map(({ id, publicKeyPem }) => [id, createPublicKey(publicKeyPem)]),
  );
  let certificates = new Map<string, PlatformCertificate>();
  let loadedAtMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let lastTryFailed = false;
  let underWay: Promise<void> | undefined;

  async function refresh(download: DownloadCertificates): Promise<void> {
    triedAtMs = options.now();
    const downloaded = await download();
    lastTryFailed = downloaded === undefined;
    if (downloaded === undefined) return;
    certificates = new Map(downloaded.map((certificate) => [certificate.serial, certificate]));
    loadedAtMs = options.now();
  }

  /** Many callers, one download. */
  async function refreshOnce(): Promise<void> {
    const { download } = options;
    if (download === undefined) return;
    underWay ??= refresh(download).finally(() => {
      underWay = undefined;
    });
    await underWay;
  }

  function valid(serial: string): KeyObject | undefined {
    const certificate = certificates.get(serial);
    const nowMs = options.now();
    if (certificate === undefined) return undefined;
    return certificate.validFromMs <= nowMs && nowMs < certificate.validUntilMs ? certificate.key : undefined;
  }

  async function keyFor(serial: string): Promise<KeyLookup> {
    const publicKey = publicKeys.get(serial);
    if (publicKey !== undefined) return { kind: 'found', key: publicKey };
    if (options.download === undefined) return { kind: 'unknown' };

    const nowMs = options.now();
    const stale = nowMs - loadedAtMs >= REFRESH_AFTER_MS;
    const mayTry = underWay !== undefined || Math.abs(nowMs - triedAtMs) >= REFRESH_AT_MOST_EVERY_MS;
    if ((stale || valid(serial) === undefined) && mayTry) await refreshOnce();

    const key = valid(serial);
    if (key !== undefined) return { kind: 'found', key };
    return lastTryFailed ? { kind: 'unavailable' } : { kind: 'unknown' };
  }

  return { keyFor, preferredSerial: options.publicKeys[0]?.id };
}
