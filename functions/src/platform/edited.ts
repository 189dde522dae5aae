import { formatBrandTime } from '@jindian/shared/time';
import { fail, type Result } from './result.ts';

/** What the item of a small document that people edit keeps beside its content. */
export type Edited = { revision: number; by: string; atMs: number };

/** Who was quicker, and when; `not_found` where a change was seen that nobody made. */
export async function staleRevision(
  last: Pick<Edited, 'by' | 'atMs'> | null,
  nameOf: (memberId: string) => Promise<string | null>,
): Promise<Result<never, 'stale_revision' | 'not_found'>> {
  if (!last) return fail('not_found');
  return fail('stale_revision', {
    name: (await nameOf(last.by)) ?? last.by,
    time: formatBrandTime(last.atMs),
  });
}
