import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createPictureMaker } from '../goods/pictures/maker.ts';
import { pictureFetch } from '../goods/pictures/service.ts';
import { fetchPublic } from '../platform/outgoing/public-fetch.ts';
import { deployedSqs } from './deployed.ts';

/** Loaded once: the decoders are this program's alone (a native package, beside the bundle). */
const maker = createPictureMaker();
// Told to whoever uses it.
maker.catch(() => undefined);

/** Behind the queue of pictures. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const { consume } = await deployedSqs({
    make: async (bytes) => (await maker)(bytes),
    fetch: (address) => fetchPublic(address, pictureFetch),
  });
  return consume(event.Records, () => context.getRemainingTimeInMillis());
}
