import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createPictureMaker } from '../goods/pictures/maker.ts';
import { pictureFetch } from '../goods/pictures/service.ts';
import { fetchPublic } from '../platform/outgoing/public-fetch.ts';
import { createPosterMaker } from '../selling/codes/posters/maker.ts';
import { deployedSqs } from './deployed.ts';

/** Loaded once: the decoders are this program's alone (a native package, beside the bundle). */
const maker = createPictureMaker();
// Told to whoever uses it.
maker.catch(() => undefined);

/** Of posters with the first of them: the font is read for it. */
let posterMaker: ReturnType<typeof createPosterMaker> | null = null;

/** Behind the queue of pictures. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const { consume } = await deployedSqs({
    make: async (bytes) => (await maker)(bytes),
    fetch: (address) => fetchPublic(address, pictureFetch),
    async draw(order) {
      posterMaker ??= createPosterMaker();
      return (await posterMaker)(order);
    },
  });
  return consume(event.Records, () => context.getRemainingTimeInMillis());
}
