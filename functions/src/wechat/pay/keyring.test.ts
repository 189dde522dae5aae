import { createPublicKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CertifiedKey, makeCertified } from '../../simulators/wechat/pay/keys.ts';
import { createPlatformKeyring, type PlatformCertificate, type PlatformKeyring } from './keyring.ts';

const HOUR_MS = 3_600_000;
const certified: CertifiedKey = makeCertified('platform');
const certificate = (serial: string, validUntilMs = Number.MAX_SAFE_INTEGER): PlatformCertificate => ({
  serial,
  key: createPublicKey(certified.certificatePem),
  validFromMs: 0,
  validUntilMs,
});

let nowMs: number;
let downloads: number;
let platform: PlatformCertificate[] | undefined;
let keyring: PlatformKeyring;
beforeEach(() => {
  nowMs = 1_000_000_000;
  downloads = 0;
  platform = [certificate('OLD')];
  keyring = createPlatformKeyring({
    publicKeys: [],
    download: async () => {
      downloads += 1;
      return platform;
    },
    now: () => nowMs,
  });
});

const kindOf = async (serial: string): Promise<string> => (await keyring.keyFor(serial)).kind;

describe('platform certificates', () => {
  it('are downloaded when first needed, and once for many', async () => {
    const kinds = await Promise.all([kindOf('OLD'), kindOf('OLD'), kindOf('OLD')]);
    expect(kinds).toEqual(['found', 'found', 'found']);
    expect(downloads).toBe(1);
    await kindOf('OLD');
    expect(downloads).toBe(1);
  });

  it('are refreshed within 12 hours, which brings the next one before it is used', async () => {
    await kindOf('OLD');
    platform = [certificate('OLD'), certificate('NEW')];
    nowMs += 11 * HOUR_MS;
    expect(await kindOf('OLD')).toBe('found');
    expect(downloads).toBe(2);
    expect(await kindOf('NEW')).toBe('found');
    expect(downloads).toBe(2);
  });

  it('are looked for at once when a serial is new, but at most once a minute', async () => {
    await kindOf('OLD');
    for (let attempt = 0; attempt < 100; attempt += 1)
      expect(await kindOf(`FORGED-${attempt}`)).toBe('unknown');
    expect(downloads).toBe(1);
    nowMs += 60_000;
    platform = [certificate('NEW')];
    expect(await kindOf('NEW')).toBe('found');
    expect(downloads).toBe(2);
    expect(await kindOf('OLD')).toBe('unknown');
  });

  it('that cannot be downloaded keep those at hand, and are no verdict on a serial', async () => {
    await kindOf('OLD');
    platform = undefined;
    nowMs += 11 * HOUR_MS;
    expect(await kindOf('OLD')).toBe('found');
    expect(await kindOf('NEW')).toBe('unavailable');
  });

  it('count only while they are valid', async () => {
    platform = [certificate('OLD', nowMs + HOUR_MS)];
    expect(await kindOf('OLD')).toBe('found');
    nowMs += HOUR_MS;
    expect(await kindOf('OLD')).toBe('unknown');
  });
});

describe('public keys', () => {
  it('need no download, and are what answers should be signed with', async () => {
    const fixed = createPlatformKeyring({
      publicKeys: [{ id: 'PUB_KEY_ID_1', publicKeyPem: certified.certificatePem }],
      download: undefined,
      now: () => nowMs,
    });
    expect(fixed.preferredSerial).toBe('PUB_KEY_ID_1');
    expect((await fixed.keyFor('PUB_KEY_ID_1')).kind).toBe('found');
    expect((await fixed.keyFor('PUB_KEY_ID_2')).kind).toBe('unknown');
  });
});
