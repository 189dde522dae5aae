import { createHash } from 'node:crypto';

/**
 * `sig` of a call by GET: path, sorted parameters and the secret key in one text, as they are and not as they are
 * sent (nothing is percent-encoded), in md5.
 */
export function signatureOf(
  path: string,
  parameters: Readonly<Record<string, string>>,
  secretKey: string,
): string {
  const sorted = Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
  return createHash('md5').update(`${path}?${sorted}${secretKey}`, 'utf8').digest('hex');
}
