import { createPrivateKey, createSign, type KeyObject } from 'node:crypto';

/**
 * A minimal self-signed X.509 v3 certificate (RFC 5280) for an RSA key: what a simulator needs to hand out, with
 * the serial and the validity that a test asks for. Node can read certificates but not make them.
 */
export function selfSignedCertificatePem(options: {
  readonly privateKeyPem: string;
  readonly publicKey: KeyObject;
  readonly commonName: string;
  /** Hexadecimal, at most 20 bytes, first digit 1 to 7 so that it is positive and keeps its length. */
  readonly serialHex: string;
  readonly validFromMs: number;
  readonly validUntilMs: number;
}): string {
  const algorithm = sequence(objectIdentifier('2a864886f70d01010b'), NULL);
  const name = sequence(set(sequence(objectIdentifier('550403'), utf8(options.commonName))));
  const body = sequence(
    explicit(0, integer('02')),
    integer(options.serialHex),
    algorithm,
    name,
    sequence(utcOrGeneralizedTime(options.validFromMs), utcOrGeneralizedTime(options.validUntilMs)),
    name,
    options.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(createPrivateKey(options.privateKeyPem));
  const certificate = sequence(body, algorithm, bitString(signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const NULL = Buffer.from('0500', 'hex');

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const set = (...parts: readonly Buffer[]): Buffer => tagged(0x31, Buffer.concat(parts));
const explicit = (number: number, content: Buffer): Buffer => tagged(0xa0 | number, content);
const integer = (hex: string): Buffer => tagged(0x02, Buffer.from(hex, 'hex'));
const objectIdentifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'));
const bitString = (content: Buffer): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), content]));

/** RFC 5280 4.1.2.5: two-digit years up to 2049, four digits from 2050 on. */
function utcOrGeneralizedTime(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return digits < '20500000000000'
    ? tagged(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : tagged(0x18, Buffer.from(`${digits}Z`));
}
