/** Puts the H5 build into the bucket that CloudFront serves it from. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

const hashed = /^(js|chunk|css)\/[^/]+\.[0-9a-f]{8}\.(js|css)$/;
const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  ico: 'image/x-icon',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
};
const page = 'index.html';

/** As the local system keeps them (`functions/src/local/front.ts`). */
export function cacheControlOf(name: string): string {
  if (hashed.test(name)) return 'public, max-age=31536000, immutable';
  return name === page ? 'no-cache' : 'public, max-age=86400';
}

/**
 * The page itself comes last, so that nobody is led to a part that is not there yet; old parts stay for pages that are
 * open. CloudFront compresses by itself: the twins of the files are left out. Gives the names in their order.
 */
export async function publishApp(
  client: S3Client,
  { folder, bucket }: { folder: string; bucket: string },
): Promise<string[]> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz|map)$|^\./.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
  if (!names.includes(page)) throw new Error(`${folder} has no ${page}: npm run build:h5 comes first`);
  const ordered = [...names.filter((name) => name !== page), page];
  for (const Key of ordered) {
    const extension = Key.slice(Key.lastIndexOf('.') + 1).toLowerCase();
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key,
        Body: readFileSync(path.join(folder, Key)),
        ContentType: types[extension] ?? 'application/octet-stream',
        CacheControl: cacheControlOf(Key),
      }),
    );
  }
  return ordered;
}
