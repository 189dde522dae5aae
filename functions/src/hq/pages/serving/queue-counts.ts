import type { Visit } from '../../visit.ts';

/** Counts say "50+" beyond. */
export const maxCounted = 50;

export type Count = { count: number; more: boolean };

export function countText(visit: Visit, { count, more }: Count): string {
  return more ? visit.t('queueMore', { count }) : String(count);
}
