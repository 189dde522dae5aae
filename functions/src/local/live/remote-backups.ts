/**
 * Backups in a bucket of S3, or of whatever speaks its protocol: the files of each under its name, and last of all the list
 * of them with their checksums. Without that list it is no backup.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { z } from '@jindian/shared/zod';
import { atMost } from '../../platform/at-most.ts';

export const remoteSchema = z.strictObject({
  bucket: z.string().min(3),
  region: z.string().min(1),
  /** Of a service that is not AWS's: where it is. */
  endpoint: z.url().optional(),
  /** The bucket in the path and not in the name, as MinIO wants it. */
  pathStyle: z.boolean().default(false),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/)
    .default('jindian'),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  /** How many are kept there. */
  keep: z.int().min(1).max(1_000).default(30),
});
export type RemoteConfig = z.infer<typeof remoteSchema>;

const listFile = 'complete.json';
const atOnce = 4;
const attempts = 4;
const firstPauseMs = 500;
const listSchema = z.object({
  format: z.literal(1),
  files: z.array(z.object({ name: z.string().min(1), bytes: z.int().min(0), sha256: z.string().length(64) })),
});
type Listed = z.infer<typeof listSchema>['files'][number];

export type RemoteBackups = ReturnType<typeof createRemoteBackups>;

export function createRemoteBackups(config: RemoteConfig) {
  const { bucket: Bucket, prefix, keep } = config;
  const client = new S3Client({
    region: config.region,
    ...(config.endpoint ? { endpoint: config.endpoint } : {}),
    forcePathStyle: config.pathStyle,
    credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
    // Services that are not AWS's know no checksums of AWS's own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A stream is sent once: it is this module that tries again.
    maxAttempts: 1,
  });
  const limited = atMost(atOnce);
  const keyOf = (name: string, file: string) => `${prefix}/${name}/${file}`;

  async function persistently<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        const isOurs = status !== undefined && status >= 400 && status < 500 && status !== 429;
        if (isOurs || attempt >= attempts) throw error;
        await new Promise((resolve) => setTimeout(resolve, firstPauseMs * 2 ** attempt * Math.random()));
      }
    }
  }

  async function keys(under: string): Promise<string[]> {
    const found: string[] = [];
    for (let ContinuationToken: string | undefined; ; ) {
      const page = await persistently(() =>
        client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: under,
            ...(ContinuationToken ? { ContinuationToken } : {}),
          }),
        ),
      );
      found.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      ContinuationToken = page.NextContinuationToken;
      if (!ContinuationToken) return found;
    }
  }

  /** Whole ones, the oldest first. */
  async function list(): Promise<string[]> {
    const all = await keys(`${prefix}/`);
    return all
      .filter((key) => key.endsWith(`/${listFile}`))
      .map((key) => key.slice(prefix.length + 1, -listFile.length - 1))
      .filter((name) => !name.includes('/'))
      .sort();
  }

  async function remove(name: string): Promise<void> {
    // The list first: what is half is none.
    await persistently(() => client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(name, listFile) })));
    for (const Key of await keys(`${prefix}/${name}/`))
      await persistently(() => client.send(new DeleteObjectCommand({ Bucket, Key })));
  }

  async function sendFile(name: string, folder: string, file: string): Promise<Listed> {
    const from = path.join(folder, file);
    const bytes = statSync(from).size;
    let sha256 = '';
    await persistently(async () => {
      const hash = createHash('sha256');
      const Body = createReadStream(from);
      Body.on('data', (chunk) => hash.update(chunk));
      await client.send(new PutObjectCommand({ Bucket, Key: keyOf(name, file), Body, ContentLength: bytes }));
      sha256 = hash.digest('hex');
    });
    return { name: file, bytes, sha256 };
  }

  async function fetchFile(
    name: string,
    folder: string,
    { name: file, bytes, sha256 }: Listed,
  ): Promise<void> {
    const to = path.resolve(folder, file);
    if (!to.startsWith(`${path.resolve(folder)}${path.sep}`))
      throw new Error(`${file} is no name of a file of a backup`);
    mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
    const came = await persistently(async () => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: keyOf(name, file) }));
      const hash = createHash('sha256');
      let count = 0;
      await pipeline(
        Body as Readable,
        async function* (source: AsyncIterable<Buffer>) {
          for await (const chunk of source) {
            hash.update(chunk);
            count += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(to, { mode: 0o600 }),
      );
      return { bytes: count, sha256: hash.digest('hex') };
    });
    if (came.bytes !== bytes || came.sha256 !== sha256)
      throw new Error(`${file} of ${name} is not what was sent`);
  }

  return {
    list,
    /** The files of a folder under this name; then those that are too many, and what is half, are taken away. */
    async send(name: string, folder: string): Promise<void> {
      const names = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => path.relative(folder, path.join(one.parentPath, one.name)).split(path.sep).join('/'))
        .sort();
      const sent = await Promise.allSettled(names.map((file) => limited(() => sendFile(name, folder, file))));
      const failed = sent.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
      const listed = {
        format: 1,
        files: sent.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
      };
      await persistently(() =>
        client.send(
          new PutObjectCommand({ Bucket, Key: keyOf(name, listFile), Body: JSON.stringify(listed) }),
        ),
      );
      const whole = await list();
      const kept = new Set([name, ...whole.filter((one) => one !== name).slice(-(keep - 1) || whole.length)]);
      const there = new Set((await keys(`${prefix}/`)).map((key) => key.split('/')[1] ?? ''));
      for (const one of there)
        if (/^jindian-\d{4}-\d\d-\d\dT\d{4}$/.test(one) && !kept.has(one)) await remove(one);
    },
    /** Into a folder that is not there yet; each file is compared with what was sent. */
    async restore(name: string, folder: string): Promise<number> {
      const { Body } = await persistently(() =>
        client.send(new GetObjectCommand({ Bucket, Key: keyOf(name, listFile) })),
      );
      const { files } = listSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
      const unfinished = `${folder}.unfinished`;
      rmSync(unfinished, { recursive: true, force: true });
      mkdirSync(unfinished, { recursive: true, mode: 0o700 });
      await Promise.all(files.map((file) => limited(() => fetchFile(name, unfinished, file))));
      renameSync(unfinished, folder);
      return files.length;
    },
    close: () => client.destroy(),
  };
}
