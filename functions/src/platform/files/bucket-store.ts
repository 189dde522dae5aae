import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { randomToken } from '../ids.ts';
import { dispositionOf, type FileStore, type HandedOut, handedOutMinutes } from './store.ts';

/** Objects of a bucket whose rule removes them after a day. */
export function createBucketFiles(options: { bucket: string; client?: S3ClientConfig }): FileStore {
  const { bucket: Bucket } = options;
  const client = new S3Client({
    maxAttempts: 4,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...options.client,
  });
  async function keep({ type, bytes }: HandedOut): Promise<string> {
    const object = { Bucket, Key: randomToken(24) };
    await client.send(
      new PutObjectCommand({ ...object, Body: bytes, ContentType: type, CacheControl: 'no-store' }),
    );
    return object.Key;
  }

  async function read(Key: string): Promise<Uint8Array | null> {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Body ? Body.transformToByteArray() : null;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  }

  function address(Key: string, { name }: { name: string }): Promise<string> {
    const asked = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: dispositionOf(name) });
    return getSignedUrl(client, asked, { expiresIn: handedOutMinutes * 60 });
  }

  return { keep, read, address, handOut: async (file) => address(await keep(file), file) };
}
