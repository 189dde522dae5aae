import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dayMs } from '@jindian/shared/time';
import type { Secrets } from '../platform/config.ts';
import type { MerchantSpec, SimulatorMerchant, WechatPaySimulator } from '../simulators/wechat/index.ts';

type OwnSecrets = Pick<Secrets, 'sessionSecret' | 'pickupSecret' | 'codeSecret' | 'gatewaySecret'>;

function newSecrets(): OwnSecrets {
  const secret = () => randomBytes(32).toString('base64url');
  return { sessionSecret: secret(), pickupSecret: secret(), codeSecret: secret(), gatewaySecret: secret() };
}

/** By which WeChat, here the simulator, seals what it tells the shop: both are made anew at every start. */
export function localMessageKeys() {
  const encodingAesKey = randomBytes(33)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '0');
  return { token: randomBytes(12).toString('hex'), encodingAesKey: encodingAesKey.slice(0, 43) };
}

/** This machine's own secrets, made at the first start and kept, so that codes and sessions outlive a restart. */
export function localSecrets(dataFolder: string | undefined): OwnSecrets {
  if (!dataFolder) return newSecrets();
  const file = path.join(dataFolder, 'secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as OwnSecrets;
  } catch {
    const made = newSecrets();
    mkdirSync(dataFolder, { recursive: true });
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
    return made;
  }
}

/** Without 0, 1, I and O, which people take for each other. */
const codeLetters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const codeLength = 16;
const codeLifeMs = 7 * dayMs;

/** The code by which somebody begins an empty brand: made anew when it has expired. */
export function localBootstrap(
  dataFolder: string | undefined,
  nowMs: number,
): Required<Pick<Secrets, 'bootstrapCode' | 'bootstrapUntilMs'>> {
  const file = dataFolder && path.join(dataFolder, 'bootstrap.json');
  const kept = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  if (kept && kept.bootstrapUntilMs > nowMs) return kept;
  const letters = Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]);
  const made = {
    bootstrapCode: letters.join('').replace(/(.{4})(?=.)/g, '$1-'),
    bootstrapUntilMs: nowMs + codeLifeMs,
  };
  if (file) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  return made;
}

/** Beside the brand: a dealer with keys of his own, and a service provider with two dealers under it. */
export const demoMerchants: readonly MerchantSpec[] = [
  { mchid: '1900000201' },
  { mchid: '1900000300', subMchids: ['1900000301', '1900000302'] },
];

export function merchantSecrets(
  merchant: SimulatorMerchant,
  others: WechatPaySimulator['otherMerchants'] = [],
): Secrets['wechatPay'] {
  return {
    ...accountSecrets(merchant),
    others: others.map(({ subMchids, ...other }) => ({
      ...accountSecrets(other),
      ...(subMchids === undefined ? {} : { subMerchants: subMchids.map((subMchid) => ({ subMchid })) }),
    })),
  };
}

function accountSecrets(merchant: SimulatorMerchant) {
  const { mchid, merchantSerial, merchantPrivateKeyPem, apiV3Key, platformPublicKeyPem, platformSerial } =
    merchant;
  return {
    mchid,
    merchantSerial,
    merchantPrivateKeyPem,
    apiV3Key,
    platformPublicKeyPem,
    platformPublicKeyId: platformSerial,
  };
}
