/** The pictures of a business into another store. They are called by their content: what is there is the same. */
import type { PictureStore } from '../../goods/pictures/store.ts';
import { atMost } from '../../platform/at-most.ts';

const atOnce = 16;

export async function copyPictures(
  from: PictureStore,
  to: PictureStore,
): Promise<{ there: number; copied: number }> {
  const there = new Set(await to.list(''));
  const names = await from.list('');
  const missing = names.filter((name) => !there.has(name));
  const limited = atMost(atOnce);
  let copied = 0;
  await Promise.all(
    missing.map((name) =>
      limited(async () => {
        const picture = await from.get(name);
        // Removed meanwhile.
        if (!picture) return;
        await to.put(name, picture);
        copied += 1;
      }),
    ),
  );
  const now = new Set(await to.list(''));
  const lacking = (await from.list('')).filter((name) => !now.has(name) && names.includes(name));
  if (lacking.length > 0) throw new Error(`${lacking.length} pictures are not in the target`);
  return { there: names.length, copied };
}
