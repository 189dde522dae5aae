/** @jsxImportSource hono/jsx */
import { type HqContext, mayOpen } from '../../visit.ts';

/** What was done to one thing, and by whom: for whoever may read records. */
export function HistoryLink({ c, kind, id }: { c: HqContext; kind: 'location' | 'product'; id: string }) {
  if (!mayOpen(c, '/hq/audit')) return null;
  return (
    <a
      class="button is-plain is-small"
      href={`/hq/audit?${new URLSearchParams({ targetKind: kind, targetId: id })}`}
    >
      {c.get('visit').t('historyOf')}
    </a>
  );
}
