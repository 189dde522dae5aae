import { createPosterMaker, type MakePoster } from '../selling/codes/posters/maker.ts';

/** Posters that this process draws itself: what does it is loaded with the first one. */
export function postersHere(): MakePoster {
  let maker: ReturnType<typeof createPosterMaker> | null = null;
  return async (order) => {
    maker ??= createPosterMaker();
    return (await maker)(order);
  };
}
