/** A part that the system stands on, and how it is. `ok`, or a word for what is the matter. */
export type PartHealth = { part: string; state: string; detail?: string };

export const isUnwell = ({ state }: PartHealth) => state !== 'ok';
