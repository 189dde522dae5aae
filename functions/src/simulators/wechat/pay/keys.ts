import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSignedCertificatePem } from '../x509.ts';

/** What one merchant number signs and reads with. */
export interface SimulatorAccount {
  readonly mchid: string;
  readonly apiV3Key: string;
  readonly merchantSerial: string;
  readonly merchantPrivateKeyPem: string;
  readonly merchantCertificatePem: string;
}

/** Everything secret of the brand's merchant and of WeChat Pay, made at the first start and kept for the next. */
export interface SimulatorKeys extends SimulatorAccount {
  readonly appid: string;
  /** Merchants beside the brand's own. */
  readonly otherAccounts?: readonly SimulatorAccount[];
  /** The "WeChat Pay public key" way of signing. */
  readonly publicKeyId: string;
  readonly publicKeyPem: string;
  readonly publicKeyPrivatePem: string;
  /** The "platform certificate" way of signing. */
  readonly certificateSerial: string;
  readonly certificatePem: string;
  readonly certificatePrivatePem: string;
}

export const DEMO_APPID = 'wx9c4f2e7a1b8d3056';
const DEMO_MCHID = '1900009191';
const FILE = 'wechat-pay-keys.json';
const VALID_FROM_MS = Date.UTC(2020, 0, 1);
const VALID_UNTIL_MS = Date.UTC(2060, 0, 1);

export function loadOrMakeKeys(
  folder: string | undefined,
  appid: string,
  mchids: readonly string[] = [],
): SimulatorKeys {
  const path = folder === undefined ? undefined : join(folder, FILE);
  const there = path !== undefined && existsSync(path);
  const before = there ? (JSON.parse(readFileSync(path, 'utf8')) as SimulatorKeys) : makeKeys(appid);
  const keys = withAccounts({ ...before, appid }, mchids);
  if (there && keys.otherAccounts?.length === before.otherAccounts?.length) return keys;
  if (path !== undefined && folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, JSON.stringify(keys, null, 2), { mode: 0o600 });
  }
  return keys;
}

let ofProcess: SimulatorKeys | undefined;

/**
 * Keys for whoever keeps none: as long as this process, whatever is started in it. Making them anew takes a second or two
 * of a core.
 */
export function keysOfProcess(mchids: readonly string[] = []): SimulatorKeys {
  ofProcess = withAccounts(ofProcess ?? makeKeys(DEMO_APPID), mchids);
  return ofProcess;
}

/** With keys for these numbers too; those that are there stay as they are. */
export function withAccounts(keys: SimulatorKeys, mchids: readonly string[]): SimulatorKeys {
  const there = keys.otherAccounts ?? [];
  const made = mchids
    .filter((mchid) => !there.some((account) => account.mchid === mchid))
    .map((mchid) => makeAccount(mchid));
  return made.length === 0 ? keys : { ...keys, otherAccounts: [...there, ...made] };
}

function makeAccount(mchid: string): SimulatorAccount {
  const merchant = makeCertified(`Jindian demo merchant ${mchid}`);
  return {
    mchid,
    apiV3Key: randomBytes(16).toString('hex'),
    merchantSerial: merchant.serial,
    merchantPrivateKeyPem: merchant.privateKeyPem,
    merchantCertificatePem: merchant.certificatePem,
  };
}

function makeKeys(appid: string): SimulatorKeys {
  const certificate = makeCertified('Tenpay.com simulator platform');
  const publicKey = makeKeyPair();
  return {
    appid,
    ...makeAccount(DEMO_MCHID),
    publicKeyId: `PUB_KEY_ID_0${DEMO_MCHID}${randomDigits(27)}`,
    publicKeyPem: publicKey.publicKeyPem,
    publicKeyPrivatePem: publicKey.privateKeyPem,
    certificateSerial: certificate.serial,
    certificatePem: certificate.certificatePem,
    certificatePrivatePem: certificate.privateKeyPem,
  };
}

function makeKeyPair(): { publicKeyPem: string; privateKeyPem: string } {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKeyPem: pair.publicKey, privateKeyPem: pair.privateKey };
}

export interface CertifiedKey {
  readonly serial: string;
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

/** A key with its self-signed certificate. */
export function makeCertified(
  commonName: string,
  validity: { readonly fromMs: number; readonly untilMs: number } = {
    fromMs: VALID_FROM_MS,
    untilMs: VALID_UNTIL_MS,
  },
): CertifiedKey {
  const pair = makeKeyPair();
  const serial = `5${randomBytes(20).toString('hex').slice(1)}`.toUpperCase();
  const certificatePem = selfSignedCertificatePem({
    privateKeyPem: pair.privateKeyPem,
    publicKey: createPublicKey(pair.publicKeyPem),
    commonName,
    serialHex: serial,
    validFromMs: validity.fromMs,
    validUntilMs: validity.untilMs,
  });
  return { serial, privateKeyPem: pair.privateKeyPem, certificatePem };
}

export function randomDigits(count: number): string {
  return Array.from(randomBytes(count), (byte) => byte % 10).join('');
}
