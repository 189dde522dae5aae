import { call, endpoints } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { platform } from '../platform/index';

const lookEveryMs = 700;
const looks = 40;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends a picture and waits until it is ready: its path. Throws the reason where it is not taken. */
export async function givePicture(bytes: ArrayBuffer): Promise<string> {
  const job = await call(endpoints.givePicture, { body: { bytes: bytes.byteLength } });
  const params = { pictureJobId: job.id };
  if (!job.upload || !(await platform.sendBytes(job.upload, bytes)))
    throw new ApiProblem('network_failed', 503);
  await call(endpoints.pictureSent, { params });
  for (let look = 0; look < looks; look += 1) {
    const now = await call(endpoints.getPictureJob, { params });
    if (now.state === 'ready' && now.imagePath !== null) return now.imagePath;
    if (now.state === 'refused') throw new ApiProblem(now.refusal ?? 'picture_none', 400);
    await pause(lookEveryMs);
  }
  throw new ApiProblem('network_failed', 503);
}
