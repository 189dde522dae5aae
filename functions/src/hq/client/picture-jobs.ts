/** Pictures on their way from this page: sent to where the system says, or fetched by it, until they are ready. */

type Job = {
  id: string;
  state: 'expected' | 'working' | 'ready' | 'refused';
  upload: { address: string; headers: Record<string, string> } | null;
  imagePath: string | null;
  says: string | null;
};

const lookEveryMs = 400;
const longestLookMs = 2_500;
const giveUpAfterMs = 90_000;

/** Each gives the path of the picture, or throws with the words for why there is none. */
export function pictureJobs(options: { csrf: string; broken: string; late: string }) {
  const { csrf, broken, late } = options;
  const asked = { accept: 'application/json', 'accept-language': document.documentElement.lang };

  async function post(path: string, fields: Record<string, string>): Promise<Job> {
    const body = new URLSearchParams({ csrf, ...fields });
    return read(await fetch(path, { method: 'POST', body, headers: asked, cache: 'no-store' }));
  }

  async function read(answer: Response): Promise<Job> {
    const json = (await answer.json().catch(() => null)) as (Job & { title?: string }) | null;
    if (!answer.ok || !json) throw new Error(json?.title ?? broken);
    return json;
  }

  async function ready(first: Job): Promise<string> {
    let job = first;
    let pauseMs = lookEveryMs;
    for (const untilMs = Date.now() + giveUpAfterMs; job.state === 'working'; ) {
      if (Date.now() > untilMs) throw new Error(late);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(longestLookMs, pauseMs * 1.5);
      job = await read(await fetch(`/hq/pictures/${job.id}`, { headers: asked, cache: 'no-store' }));
    }
    if (!job.imagePath) throw new Error(job.says ?? broken);
    return job.imagePath;
  }

  return {
    async send(file: Blob, onSent: () => void = () => {}): Promise<string> {
      const job = await post('/hq/pictures', { kind: 'upload', bytes: String(file.size) });
      if (!job.upload) throw new Error(broken);
      const { address, headers } = job.upload;
      const taken = await fetch(address, { method: 'PUT', body: file, headers });
      if (!taken.ok) throw new Error(broken);
      onSent();
      return ready(await post(`/hq/pictures/${job.id}/sent`, {}));
    },
    fetch: async (address: string): Promise<string> =>
      ready(await post('/hq/pictures', { kind: 'address', address })),
  };
}
export type PictureJobs = ReturnType<typeof pictureJobs>;
