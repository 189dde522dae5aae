import type { Page } from '@jindian/shared/contract/common';
import { type AuditedAct, type AuditRecord, ownDataActs } from '@jindian/shared/contract/people/audit';
import { maskName } from '@jindian/shared/mask';
import type { AuditLog, AuditSearch, StoredAudit } from '../../platform/audit.ts';

/** What a person asks for: text as it comes from a query. */
export type AuditQuery = {
  actor?: string | undefined;
  targetKind?: string | undefined;
  targetId?: string | undefined;
  act?: AuditedAct | undefined;
  fromMs?: number | undefined;
  toMs?: number | undefined;
};

export function searchOf({ targetKind, targetId, ...rest }: AuditQuery): AuditSearch {
  return { ...rest, target: targetKind && targetId ? { kind: targetKind, id: targetId } : undefined };
}

/** Staff by their names; who changed their own data is a customer, and is told by the mask of theirs. */
function nameIn({ act, actor }: StoredAudit, name: string | undefined): string {
  if (name === undefined) return actor;
  return ownDataActs.some((own) => own === act) ? maskName(name) : name;
}

/** What colleagues do to each other's work is told by names; whom an act is about otherwise may be a customer. */
const aboutStaff = /^(role|staff|invitation|sessions|sign_in_link)\./;

/** Audit records with the names of those who acted, and of those whom it was about. */
export function createAuditView(deps: {
  audit: Pick<AuditLog, 'search'>;
  namesOf(memberIds: readonly string[]): Promise<ReadonlyMap<string, { displayName: string }>>;
}) {
  async function page(
    query: AuditQuery,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<AuditRecord>> {
    const { items, nextCursor } = await deps.audit.search(searchOf(query), limit, cursor);
    const memberOf = (actor: string) => (actor.startsWith('member:') ? [actor.slice('member:'.length)] : []);
    const membersIn = (record: StoredAudit) =>
      record.targets.flatMap(({ kind, id }) => (kind === 'member' ? [id] : []));
    const names = await deps.namesOf([
      ...new Set(items.flatMap((record) => [...memberOf(record.actor), ...membersIn(record)])),
    ]);
    const targetOf = (act: string, { kind, id }: { kind: string; id: string }) => {
      const name = kind === 'member' ? names.get(id)?.displayName : undefined;
      if (name === undefined) return { kind, id };
      return { kind, id, name: aboutStaff.test(act) ? name : maskName(name) };
    };
    return {
      items: items.map((record) => ({
        id: record.id,
        atMs: record.atMs,
        act: record.act as AuditedAct,
        actor: record.actor,
        actorName: nameIn(record, names.get(memberOf(record.actor)[0] ?? '')?.displayName),
        targets: record.targets.map((target) => targetOf(record.act, target)),
        before: record.before ?? null,
        after: record.after ?? null,
        address: record.address ?? null,
        agent: record.agent ?? null,
        requestId: record.requestId,
      })),
      nextCursor,
    };
  }

  return { page };
}
export type AuditView = ReturnType<typeof createAuditView>;
