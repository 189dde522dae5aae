import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';

/** Of one item: DynamoDB takes 400 KB. */
const partBytes = 350_000;
/** One transaction writes a content with all that belongs to it: 4 MB is what DynamoDB takes. */
const maxParts = 10;

/** A content as it is stored: the first part lies in its item, more of them in items of their own. */
export type PackedContent = { hash: string; parts: Uint8Array[] };

/** Null where it is larger than one transaction can write. */
export function packContent(content: unknown): PackedContent | null {
  const bytes = Buffer.from(JSON.stringify(content));
  const packed = gzipSync(bytes);
  const count = Math.max(1, Math.ceil(packed.length / partBytes));
  if (count > maxParts) return null;
  return {
    hash: hashOf(bytes),
    parts: Array.from({ length: count }, (_, part) =>
      packed.subarray(part * partBytes, (part + 1) * partBytes),
    ),
  };
}

/** Whether one transaction can write them all. */
export function fitsOneWrite(contents: readonly (PackedContent | null | undefined)[]): boolean {
  return contents.reduce((sum, content) => sum + (content?.parts.length ?? 0), 0) <= maxParts;
}

/** Null where the parts are not of one content: it was written anew between two reads. */
export function unpackContent({ hash, parts }: PackedContent): unknown {
  let bytes: Buffer;
  try {
    bytes = gunzipSync(Buffer.concat(parts));
  } catch {
    return null;
  }
  return hashOf(bytes) === hash ? JSON.parse(bytes.toString('utf8')) : null;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
