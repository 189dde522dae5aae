import { createPictureMaker } from '../goods/pictures/maker.ts';
import { type PictureParts, pictureFetch } from '../goods/pictures/service.ts';
import type { FolderPictures } from '../goods/pictures/store.ts';
import { fetchPublic } from '../platform/outgoing/public-fetch.ts';

/** Pictures that this process makes ready itself: what does it is loaded with the first one. */
export function picturesHere(store: FolderPictures): PictureParts {
  let maker: ReturnType<typeof createPictureMaker> | null = null;
  return {
    store,
    async make(bytes) {
      maker ??= createPictureMaker();
      return (await maker)(bytes);
    },
    fetch: (address) => fetchPublic(address, pictureFetch),
  };
}
