import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Secrets } from '../platform/config.ts';
import type { SimulatorMerchant } from '../simulators/wechat/index.ts';

type OwnSecrets = Pick<Secrets, 'sessionSecret' | 'pickupSecret' | 'codeSecret' | 'gatewaySecret'>;

function newSecrets(): OwnSecrets {
  const secret = () => randomBytes(32).toString('base64url');
  return { sessionSecret: secret(), pickupSecret: secret(), codeSecret: secret(), gatewaySecret: secret() };
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

export function merchantSecrets(merchant: SimulatorMerchant): Secrets['wechatPay'] {
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
