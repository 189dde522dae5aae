import { execFileSync } from 'node:child_process';
import { createCipheriv, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizationHeader, decryptResource, signLines, verifyLines } from './signing.ts';

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const privateKey = createPrivateKey(pair.privateKey);
const publicKey = createPublicKey(pair.publicKey);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'signing-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('signing', () => {
  it('is what another implementation accepts as SHA256 with RSA over the documented lines', () => {
    const header = authorizationHeader(
      { mchid: '1900009191', merchantSerial: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C', privateKey },
      {
        method: 'GET',
        pathAndQuery: '/v3/refund/domestic/refunds/123123123123',
        timestampSeconds: 1_554_208_460,
        nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
        body: '',
      },
    );
    const signature = /signature="([^"]+)"/.exec(header)?.[1] ?? '';
    expect(header.replace(signature, '…')).toBe(
      'WECHATPAY2-SHA256-RSA2048 mchid="1900009191",nonce_str="593BEC0C930BF1AFEB40B4A08C8FB242",' +
        'timestamp="1554208460",serial_no="1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C",signature="…"',
    );

    // The worked example of https://pay.weixin.qq.com/doc/v3/merchant/4012365336, line by line.
    writeFileSync(
      join(folder, 'message'),
      'GET\n/v3/refund/domestic/refunds/123123123123\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n',
    );
    writeFileSync(join(folder, 'signature'), Buffer.from(signature, 'base64'));
    writeFileSync(join(folder, 'public.pem'), pair.publicKey);
    const verdict = execFileSync(
      'openssl',
      ['dgst', '-sha256', '-verify', 'public.pem', '-signature', 'signature', 'message'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(verdict.trim()).toBe('Verified OK');
  });

  it('verifies what it signed and nothing else, and never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 5 }),
        fc.string(),
        fc.string(),
        (lines, other, noise) => {
          const signature = signLines(privateKey, lines);
          expect(verifyLines(publicKey, lines, signature)).toBe(true);
          expect(verifyLines(publicKey, [...lines, other], signature)).toBe(false);
          expect(verifyLines(publicKey, lines, noise)).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('decrypting', () => {
  const key = '0123456789abcdef0123456789abcdef';
  const seal = (clear: string, nonce: string, associatedData: string): string => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(associatedData));
    return Buffer.concat([cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
      'base64',
    );
  };

  it('gives the clear text back, also without associated data', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom('', 'transaction'),
        (clear, aad) => {
          const ciphertext = seal(clear, 'fdasflkja484', aad);
          expect(decryptResource(key, { ciphertext, nonce: 'fdasflkja484', associated_data: aad })).toBe(
            clear,
          );
          if (aad === '') expect(decryptResource(key, { ciphertext, nonce: 'fdasflkja484' })).toBe(clear);
        },
      ),
    );
  });

  it('gives nothing for another key, nonce, associated data, or an altered text', () => {
    const resource = {
      ciphertext: seal('{"a":1}', 'fdasflkja484', 'x'),
      nonce: 'fdasflkja484',
      associated_data: 'x',
    };
    expect(decryptResource(key, resource)).toBe('{"a":1}');
    expect(decryptResource(key.replace('0', '1'), resource)).toBeUndefined();
    expect(decryptResource(key, { ...resource, nonce: 'fdasflkja485' })).toBeUndefined();
    expect(decryptResource(key, { ...resource, associated_data: 'y' })).toBeUndefined();
    expect(decryptResource(key, { ...resource, ciphertext: `A${resource.ciphertext}` })).toBeUndefined();
    expect(decryptResource(key, { ...resource, nonce: '' })).toBeUndefined();
    expect(decryptResource('short', resource)).toBeUndefined();
    expect(decryptResource(key, { ...resource, ciphertext: '' })).toBeUndefined();
  });
});
