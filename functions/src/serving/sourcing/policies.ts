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
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { EventHandler, Outbox } from '../../platform/outbox.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import { liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
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
  const { table, clock, outbox, snapshots, nameOf } = deps;
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
    const saved = await runCommand<DraftRecord>(deps, {
      command: null,
      async attempt() {
        const before = await store.draft();
        if ((before?.revision ?? 0) !== seen) return fail('draft_changed');
        const record: DraftRecord = {
          revision: seen + 1,
          basedOn: before?.basedOn ?? (await newest())?.number ?? 0,
          savedAtMs: clock.nowMs(),
          savedBy: by,
          book,
        };
        return {
          writes: [store.saveDraft(record, seen)],
          value: record,
          refused: { draft: fail('draft_changed') },
        };
      },
    });
    return answerWith(saved, draftView);
  }

  function discardDraft(seen: number): Promise<Result<Record<string, never>>> {
    return runCommand<Record<string, never>>(deps, {
      command: null,
      attempt: () => ({
        writes: [store.dropDraft(seen)],
        value: {},
        refused: { draft: fail('draft_changed') },
      }),
    });
  }

  /** What is to be in force, looked up anew in each attempt. */
  type Content = Pick<VersionRecord, 'book' | 'restoredFrom'> & { draftRevision: number | null };

  async function putInForce(
    note: string,
    by: string,
    command: CommandClaim,
    contentNow: () => Promise<Result<Content>>,
  ): Promise<Result<PolicyVersion>> {
    const published = await runCommand<VersionRecord | null>(deps, {
      command,
      async attempt() {
        const content = await contentNow();
        if (!content.ok) return content;
        const { draftRevision, book, restoredFrom } = content.value;
        const number = ((await newest())?.number ?? 0) + 1;
        const publishedAtMs = clock.nowMs();
        const record: VersionRecord = { number, publishedAtMs, publishedBy: by, note, book, restoredFrom };
        return {
          writes: [
            store.publish(record),
            ...(draftRevision === null ? [] : [store.dropDraft(draftRevision)]),
            outbox.announce({ type: 'sourcing_policy.published', data: { number, by } }),
          ],
          kept: { number },
          value: record,
          refused: { draft: fail('draft_changed'), version: 'again' },
        };
      },
      replay: async ({ number }) => ok(await store.version(Number(number))),
    });
    return answerWith(published, async (record) => {
      // At once here; the event does the same should this process end now.
      await publishNewest();
      return versionView(record);
    });
  }

  function publish(
    seen: number,
    note: string,
    by: string,
    command: CommandClaim,
  ): Promise<Result<PolicyVersion>> {
    return putInForce(note, by, command, async () => {
      const draft = await store.draft();
      if (draft?.revision !== seen) return fail('draft_changed');
      return ok({ book: draft.book, restoredFrom: null, draftRevision: seen });
    });
  }

  function restore(
    number: number,
    note: string,
    by: string,
    command: CommandClaim,
  ): Promise<Result<PolicyVersion>> {
    return putInForce(note, by, command, async () => {
      const book = number === 0 ? defaultBook : (await store.version(number))?.book;
      return book ? ok({ book, restoredFrom: number, draftRevision: null }) : fail('not_found');
    });
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
