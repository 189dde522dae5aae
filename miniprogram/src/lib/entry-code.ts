import { readScannedText, shareText } from '@jindian/shared/qr-text';

type Params = { q?: string; scene?: string; code?: string };

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The code behind an opening of the app: `q` is the whole link of a printed QR, URL-encoded (decoded once), `scene`
 * the bare code of a mini-program code, `code` what our own scan button or the web's redirect passes on.
 */
export function entryCode({ q, scene, code }: Params): string | null {
  for (const text of [code, scene && decoded(scene), q && decoded(q)]) {
    if (!text) continue;
    const read = readScannedText(text);
    if (read.kind === 'code' || read.kind === 'invitation') return read.code;
    if (read.kind === 'share') return shareText(read.shareId);
  }
  return null;
}
