import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCertified } from './pay/keys.ts';

describe('a self-made certificate', () => {
  const fromMs = Date.UTC(2026, 0, 1);
  const untilMs = Date.UTC(2061, 5, 15, 12, 30, 45);
  const made = makeCertified('Tenpay.com 替身', { fromMs, untilMs });

  it('reads back as what was asked for, on both sides of 2050', () => {
    const certificate = new X509Certificate(made.certificatePem);
    expect(certificate.serialNumber).toBe(made.serial);
    expect(made.serial).toMatch(/^5[0-9A-F]{39}$/);
    expect(Date.parse(certificate.validFrom)).toBe(fromMs);
    expect(Date.parse(certificate.validTo)).toBe(untilMs);
    expect(certificate.checkPrivateKey(createPrivateKey(made.privateKeyPem))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('is a certificate to another implementation too', () => {
    const text = execFileSync('openssl', ['x509', '-noout', '-serial', '-subject', '-nameopt', 'utf8'], {
      input: made.certificatePem,
      encoding: 'utf8',
    });
    expect(text).toContain(`serial=${made.serial}`);
    expect(text).toContain('Tenpay.com 替身');
  });
});
