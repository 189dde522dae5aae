import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { checkedName, type PictureStore, uploadMinutes } from './store.ts';

/** Objects of a bucket, by the names that they are served under. */
export function createBucketPictures(options: { bucket: string; client?: S3ClientConfig }): PictureStore {
  const { bucket: Bucket } = options;
  // Without being asked for, the client would sign a checksum of nothing into an address to send a picture to.
  const client = new S3Client({
    maxAttempts: 4,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...options.client,
  });
  const object = (name: string) => ({ Bucket, Key: checkedName(name) });

  return {
    async put(name, { bytes, type }) {
      await client.send(
        new PutObjectCommand({
          ...object(name),
          Body: bytes,
          ContentType: type,
          CacheControl: 'public, max-age=31536000, immutable',
        }),
      );
    },
    async get(name) {
      const found = await unlessMissing(client.send(new GetObjectCommand(object(name))));
      if (!found?.Body) return null;
      return { bytes: await found.Body.transformToByteArray(), type: found.ContentType ?? '' };
    },
    has: async (name) => (await unlessMissing(client.send(new HeadObjectCommand(object(name))))) !== null,
    async delete(names) {
      await Promise.all(names.map((name) => client.send(new DeleteObjectCommand(object(name)))));
    },
    async list(prefix) {
      const names: string[] = [];
      for (let ContinuationToken: string | undefined; ; ) {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: prefix,
            ...(ContinuationToken ? { ContinuationToken } : {}),
          }),
        );
        names.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        ContinuationToken = page.NextContinuationToken;
        if (!ContinuationToken) return names.sort();
      }
    },
    async uploadAddress(name, bytes) {
      // The length is signed: nobody can send more to this address than was said.
      const address = await getSignedUrl(
        client,
        new PutObjectCommand({ ...object(name), ContentLength: bytes }),
        {
          expiresIn: uploadMinutes * 60,
          signableHeaders: new Set(['content-length', 'host']),
          unhoistableHeaders: new Set(['content-length']),
        },
      );
      return { address, headers: {} };
    },
  };
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    if (name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404) return null;
    throw error;
  }
}
