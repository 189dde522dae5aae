/** The policies as data that HQ changes: a draft, versions, and the one in force. */
import type { Page } from '@jindian/shared/contract/common';
import type {
  PolicyDraft,
  PolicyVersion,
  SourcingPolicyView,
} from '@jindian/shared/contract/serving/sourcing';
import { type PolicyBook, policyBookSchema } from '@jindian/shared/contract/serving/sourcing-policy';
import { z } from '@jindian/shared/zod';
import type { Clock } from '../../platform/clock.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { EventHandler, Outbox } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { failureOf, transact } from '../../platform/transact.ts';
import { type CompiledBook, compileBook, defaultBook, versionName } from './book.ts';
import { createPolicyStore, type DraftRecord, type VersionRecord } from './policy-store.ts';

const snapshotName = 'sourcing-policy';
/** As long as a snapshot that is there goes unlooked at. */
const recheckMs = 2_000;
const maxPublishRounds = 4;

const publishedSchema = z.object({ number: z.int().min(1), book: policyBookSchema });

export function createPolicies(deps: {
  table: JindianTable;
  clock: Clock;
  outbox: Outbox;
  idempotency: Idempotency;
  snapshots: SnapshotStore;
  nameOf(memberId: string): Promise<string>;
}) {
  const { table, clock, outbox, idempotency, snapshots, nameOf } = deps;
  const store = createPolicyStore(table);
  const standard = compileBook(defaultBook, versionName(0));
  const live = liveSnapshot<CompiledBook>({
    store: snapshots,
    clock,
    name: snapshotName,
    decode(bytes) {
      const { number, book } = publishedSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      return compileBook(book, versionName(number));
    },
  });
  let published = false;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  /** A brand that never published one has what the product comes with, and is asked no more often. */
  async function inForce(): Promise<CompiledBook> {
    if (!published) {
      if (clock.nowMs() - lookedAtMs < recheckMs) return standard;
      published = (await snapshots.pointer(snapshotName)) !== null;
      lookedAtMs = clock.nowMs();
      if (!published) return standard;
    }
    return live.current();
  }

  async function newest(): Promise<VersionRecord | null> {
    return (await store.versions(1))[0] ?? null;
  }

  /** Makes the newest version the one in force. Two at once are fine: each looks again whether there is a newer one. */
  async function publishNewest(): Promise<void> {
    let done = 0;
    for (let round = 0; round < maxPublishRounds; round += 1) {
      const record = await newest();
      if (!record || record.number === done) break;
      const { number, book } = record;
      const bytes = new TextEncoder().encode(JSON.stringify({ number, book }));
      await snapshots.publish(snapshotName, bytes, clock.nowMs());
      done = number;
    }
    published = done > 0;
    if (published) await live.refresh();
  }

  async function versionView(record: VersionRecord | null): Promise<PolicyVersion> {
    if (!record) return { number: 0, publishedAtMs: null, publishedBy: null, note: '', restoredFrom: null };
    const { number, publishedAtMs, publishedBy, note, restoredFrom } = record;
    return { number, publishedAtMs, publishedBy: await nameOf(publishedBy), note, restoredFrom };
  }

  async function draftView(record: DraftRecord): Promise<PolicyDraft> {
    return { ...record, savedBy: await nameOf(record.savedBy) };
  }

  async function view(): Promise<SourcingPolicyView> {
    const [record, draft] = await Promise.all([newest(), store.draft()]);
    return {
      inForce: { ...(await versionView(record)), book: record?.book ?? defaultBook },
      draft: draft && (await draftView(draft)),
    };
  }

  /** Keeps a draft; `draft_changed` when somebody else did meanwhile. */
  async function saveDraft(book: PolicyBook, seen: number, by: string): Promise<Result<PolicyDraft>> {
    const before = await store.draft();
    if ((before?.revision ?? 0) !== seen) return fail('draft_changed');
    const record: DraftRecord = {
      revision: seen + 1,
      basedOn: before?.basedOn ?? (await newest())?.number ?? 0,
      savedAtMs: clock.nowMs(),
      savedBy: by,
      book,
    };
    const outcome = await transact(table, [store.saveDraft(record, seen)]);
    if (outcome.kind === 'busy') return fail('busy');
    return outcome.kind === 'done' ? ok(await draftView(record)) : fail('draft_changed');
  }

  async function discardDraft(seen: number): Promise<Result<Record<string, never>>> {
    const outcome = await transact(table, [store.dropDraft(seen)]);
    if (outcome.kind === 'busy') return fail('busy');
    return outcome.kind === 'done' ? ok({}) : fail('draft_changed');
  }

  async function putInForce(
    content: { book: PolicyBook; note: string; restoredFrom: number | null; draftRevision: number | null },
    by: string,
    command: CommandClaim,
  ): Promise<Result<PolicyVersion>> {
    const { draftRevision, ...rest } = content;
    const number = ((await newest())?.number ?? 0) + 1;
    const record: VersionRecord = { number, publishedAtMs: clock.nowMs(), publishedBy: by, ...rest };
    const outcome = await transact(table, [
      store.publish(record),
      ...(draftRevision === null ? [] : [store.dropDraft(draftRevision)]),
      outbox.announce({ type: 'sourcing_policy.published', data: { number, by } }),
      idempotency.claim(command, { number }),
    ]);
    if (outcome.kind === 'busy') return fail('busy');
    if (outcome.kind === 'refused') {
      const before = await idempotency.repeated(command, outcome);
      if (before?.kind === 'other_input') return fail('idempotency_key_reused');
      if (before) return ok(await versionView(await store.version(Number(before.result.number))));
      return failureOf(outcome, 'draft') ? fail('draft_changed') : fail('busy');
    }
    // At once here; the event does the same should this process end now.
    await publishNewest();
    return ok(await versionView(record));
  }

  async function publish(
    seen: number,
    note: string,
    by: string,
    command: CommandClaim,
  ): Promise<Result<PolicyVersion>> {
    const draft = await store.draft();
    if (draft?.revision !== seen) {
      const before = await idempotency.find(command);
      if (before?.kind === 'same')
        return ok(await versionView(await store.version(Number(before.result.number))));
      return fail('draft_changed');
    }
    return putInForce({ book: draft.book, note, restoredFrom: null, draftRevision: seen }, by, command);
  }

  async function restore(
    number: number,
    note: string,
    by: string,
    command: CommandClaim,
  ): Promise<Result<PolicyVersion>> {
    const book = number === 0 ? defaultBook : (await store.version(number))?.book;
    if (!book) return fail('not_found');
    return putInForce({ book, note, restoredFrom: number, draftRevision: null }, by, command);
  }

  async function versions(limit: number, cursor: string | undefined): Promise<Result<Page<PolicyVersion>>> {
    if (cursor !== undefined && !/^\d{1,6}$/.test(cursor))
      return fail('invalid_request', { detail: 'cursor' });
    const found = await store.versions(limit, cursor === undefined ? undefined : Number(cursor));
    const items = await Promise.all(found.map(versionView));
    const last = items.at(-1)?.number;
    // The one the product comes with is the end of every list.
    if (items.length < limit) items.push(await versionView(null));
    return ok({ items, nextCursor: found.length === limit && last !== undefined ? String(last) : null });
  }

  async function version(number: number): Promise<Result<PolicyVersion & { book: PolicyBook }>> {
    const record = number === 0 ? null : await store.version(number);
    if (number !== 0 && !record) return fail('not_found');
    return ok({ ...(await versionView(record)), book: record?.book ?? defaultBook });
  }

  const eventHandlers: EventHandler[] = [
    { name: 'sourcing: policy', types: ['sourcing_policy.published'], handle: () => publishNewest() },
  ];

  return { inForce, view, saveDraft, discardDraft, publish, restore, versions, version, eventHandlers };
}
export type Policies = ReturnType<typeof createPolicies>;
