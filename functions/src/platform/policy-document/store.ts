import type { PolicyAct, PolicyVersionState } from '@jindian/shared/contract/policies';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { any } from 'dynamodb-toolbox/schema/any';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../batch-read.ts';
import { Entity } from '../entity.ts';
import type { JindianTable } from '../table.ts';
import { type Write, write } from '../transact.ts';
import { everyPage, readUpTo } from '../whole.ts';
import { type PackedContent, unpackContent } from './content.ts';

/** Which document: `subject` where the kind has one for each owner. */
export type PolicyKey = { name: string; subject: string | null };

/** What readers look at: small, and the only thing that says which version is in force. */
export type PolicyHead = {
  /** Counts every change of the head, whoever made it. */
  changes: number;
  newest: number;
  inForce: number;
  planned: { number: number; atMs: number } | null;
  /** Of a kind with subjects: what is in force, so that all of them are one query. */
  content: unknown;
};

export type DraftRecord = { basedOn: number; savedAtMs: number; savedBy: string; packed: PackedContent };

/** Who did what last. The revision is never used twice, also when there is no draft any more. */
export type DocumentRecord = {
  revision: number;
  act: PolicyAct;
  changedAtMs: number;
  changedBy: string;
  draft: DraftRecord | null;
};

export type VersionFacts = {
  number: number;
  state: PolicyVersionState;
  publishedAtMs: number;
  publishedBy: string;
  fromMs: number;
  note: string;
  restoredFrom: number | null;
};
export type VersionRecord = VersionFacts & { packed: PackedContent };

export const noHead: PolicyHead = { changes: 0, newest: 0, inForce: 0, planned: null, content: null };
const only = '-';
const maxTornReads = 5;
const partitionOf = ({ name, subject }: PolicyKey) =>
  subject === null ? `POLICY#${name}` : `POLICY#${name}#${subject}`;
const versionSortKey = (version: number) => `V#${String(version).padStart(6, '0')}`;

export function createPolicyStore(table: JindianTable) {
  const heads = new Entity({
    name: 'PolicyHead',
    table,
    timestamps: false,
    schema: item({
      name: string().key(),
      subject: string().key(),
      changes: number(),
      newest: number(),
      inForce: number(),
      plannedNumber: number().optional(),
      plannedAtMs: number().optional(),
      content: any().optional(),
    }),
    computeKey: ({ name, subject }: { name: string; subject: string }) => ({
      pk: `POLICY_HEADS#${name}`,
      sk: subject,
    }),
  });
  const packedSchema = { hash: string(), parts: number(), packed: binary() };
  const documents = new Entity({
    name: 'PolicyDocument',
    table,
    timestamps: false,
    schema: item({
      partition: string().key(),
      revision: number(),
      act: string(),
      changedAtMs: number(),
      changedBy: string(),
      draft: map({
        basedOn: number(),
        savedAtMs: number(),
        savedBy: string(),
        ...packedSchema,
      }).optional(),
    }),
    computeKey: ({ partition }: { partition: string }) => ({ pk: partition, sk: 'DOCUMENT' }),
  });
  const versions = new Entity({
    name: 'PublishedPolicy',
    table,
    timestamps: false,
    schema: item({
      partition: string().key(),
      number: number().key(),
      state: string(),
      publishedAtMs: number(),
      publishedBy: string(),
      fromMs: number(),
      note: string(),
      restoredFrom: number().optional(),
      ...packedSchema,
    }),
    computeKey: (key: { partition: string; number: number }) => ({
      pk: key.partition,
      sk: versionSortKey(key.number),
    }),
  });
  const parts = new Entity({
    name: 'PolicyPart',
    table,
    timestamps: false,
    schema: item({ partition: string().key(), of: string().key(), part: number().key(), bytes: binary() }),
    computeKey: (key: { partition: string; of: string; part: number }) => ({
      pk: key.partition,
      sk: `PART#${key.of}#${String(key.part).padStart(2, '0')}`,
    }),
  });

  function partWrites(partition: string, of: string, { parts: all }: PackedContent): Write[] {
    return all
      .slice(1)
      .map((bytes, index) =>
        write('policy part', parts.build(PutTransaction).item({ partition, of, part: index + 1, bytes })),
      );
  }

  function firstPart({ hash, parts: all }: PackedContent) {
    return { hash, parts: all.length, packed: all[0] as Uint8Array };
  }

  async function withParts(
    partition: string,
    of: string,
    first: { hash: string; parts: number; packed: Uint8Array },
  ): Promise<PackedContent> {
    const more = await Promise.all(
      Array.from({ length: first.parts - 1 }, async (_, index) => {
        const { Item } = await parts
          .build(GetItemCommand)
          .key({ partition, of, part: index + 1 })
          .options({ consistent: true })
          .send();
        return Item?.bytes ?? new Uint8Array();
      }),
    );
    return { hash: first.hash, parts: [first.packed, ...more] };
  }

  type StoredHead = { subject: string } & Omit<PolicyHead, 'planned' | 'content'> & {
      plannedNumber?: number | undefined;
      plannedAtMs?: number | undefined;
      content?: unknown;
    };
  function toHead(stored: StoredHead): PolicyHead {
    const { changes, newest, inForce, plannedNumber, plannedAtMs, content } = stored;
    return {
      changes,
      newest,
      inForce,
      planned:
        plannedNumber === undefined || plannedAtMs === undefined
          ? null
          : { number: plannedNumber, atMs: plannedAtMs },
      content: content ?? null,
    };
  }

  type StoredVersion = Omit<VersionFacts, 'state' | 'restoredFrom'> & {
    state: string;
    restoredFrom?: number | undefined;
  };
  function toFacts(stored: StoredVersion): VersionFacts {
    const { number: version, publishedAtMs, publishedBy, fromMs, note } = stored;
    return {
      number: version,
      state: stored.state as PolicyVersionState,
      publishedAtMs,
      publishedBy,
      fromMs,
      note,
      restoredFrom: stored.restoredFrom ?? null,
    };
  }

  /** Refused with label `policy head` when it changed since. */
  function putHead({ name, subject }: PolicyKey, head: PolicyHead, seenChanges: number): Write {
    const { planned, content, ...rest } = head;
    return write(
      'policy head',
      heads
        .build(PutTransaction)
        .item({
          name,
          subject: subject ?? only,
          ...rest,
          ...(planned ? { plannedNumber: planned.number, plannedAtMs: planned.atMs } : {}),
          ...(content === null ? {} : { content }),
        })
        .options({
          condition:
            seenChanges === 0 ? { attr: 'changes', exists: false } : { attr: 'changes', eq: seenChanges },
        }),
    );
  }

  /** Refused with label `policy document` unless it is still at the revision that was seen (0: there is none). */
  function putDocument(key: PolicyKey, record: DocumentRecord, seen: number): Write[] {
    const partition = partitionOf(key);
    const { draft, ...rest } = record;
    return [
      write(
        'policy document',
        documents
          .build(PutTransaction)
          .item({
            partition,
            ...rest,
            ...(draft
              ? {
                  draft: {
                    basedOn: draft.basedOn,
                    savedAtMs: draft.savedAtMs,
                    savedBy: draft.savedBy,
                    ...firstPart(draft.packed),
                  },
                }
              : {}),
          })
          .options({
            condition: seen === 0 ? { attr: 'revision', exists: false } : { attr: 'revision', eq: seen },
          }),
      ),
      ...(draft ? partWrites(partition, 'DRAFT', draft.packed) : []),
    ];
  }

  /** A number is given once. */
  function addVersion(key: PolicyKey, { packed, restoredFrom, ...facts }: VersionRecord): Write[] {
    const partition = partitionOf(key);
    return [
      write(
        'policy version',
        versions
          .build(PutTransaction)
          .item({
            partition,
            ...facts,
            ...(restoredFrom === null ? {} : { restoredFrom }),
            ...firstPart(packed),
          })
          .options({ condition: { attr: 'number', exists: false } }),
      ),
      ...partWrites(partition, versionSortKey(facts.number), packed),
    ];
  }

  function endPlan(
    key: PolicyKey,
    version: number,
    state: PolicyVersionState,
    from: PolicyVersionState,
  ): Write {
    return write(
      'policy plan',
      versions
        .build(UpdateTransaction)
        .item({ partition: partitionOf(key), number: version, state })
        .options({ condition: { attr: 'state', eq: from } }),
    );
  }

  async function head({ name, subject }: PolicyKey): Promise<PolicyHead> {
    const { Item } = await heads
      .build(GetItemCommand)
      .key({ name, subject: subject ?? only })
      .options({ consistent: true })
      .send();
    return Item ? toHead(Item) : noHead;
  }

  /** Heads of the kinds without subjects, by name, in one read; what has none was never published. */
  async function headsOf(names: readonly string[]): Promise<Map<string, PolicyHead>> {
    if (names.length === 0) return new Map();
    const found = (await readBatch(
      table,
      names.map((name) => heads.build(BatchGetRequest).key({ name, subject: only })),
    )) as ((StoredHead & { name: string }) | undefined)[];
    return new Map(found.flatMap((stored) => (stored ? [[stored.name, toHead(stored)] as const] : [])));
  }

  /** What is in force of every subject of a kind. */
  async function headsOfSubjects(name: string): Promise<{ subject: string; head: PolicyHead }[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `POLICY_HEADS#${name}` })
      .entities(heads)
      .options({ consistent: true, ...everyPage })
      .send();
    return (Items ?? []).map((stored) => ({ subject: stored.subject, head: toHead(stored) }));
  }

  /** The document with its draft. Several items are read one by one: read again while they are not of one write. */
  async function document(key: PolicyKey): Promise<DocumentRecord | null> {
    const partition = partitionOf(key);
    for (let attempt = 0; attempt < maxTornReads; attempt += 1) {
      const { Item } = await documents
        .build(GetItemCommand)
        .key({ partition })
        .options({ consistent: true })
        .send();
      if (!Item) return null;
      const { revision, act, changedAtMs, changedBy, draft } = Item;
      const record = { revision, act: act as PolicyAct, changedAtMs, changedBy };
      if (!draft) return { ...record, draft: null };
      const { basedOn, savedAtMs, savedBy } = draft;
      const packed = await withParts(partition, 'DRAFT', draft);
      if (packed.parts.length === 1 || unpackContent(packed) !== null)
        return { ...record, draft: { basedOn, savedAtMs, savedBy, packed } };
    }
    throw new Error(`the draft of ${key.name} changes faster than it can be read`);
  }

  /** Newest first, those before a number; without their contents. */
  async function versionsBefore(key: PolicyKey, limit: number, before?: number): Promise<VersionFacts[]> {
    const found = await readUpTo(limit, (next) =>
      table
        .build(QueryCommand)
        .query({
          partition: partitionOf(key),
          range:
            before === undefined ? { beginsWith: 'V#' } : { between: ['V#', versionSortKey(before - 1)] },
        })
        .entities(versions)
        .options({
          ...next,
          reverse: true,
          consistent: true,
          attributes: ['number', 'state', 'publishedAtMs', 'publishedBy', 'fromMs', 'note', 'restoredFrom'],
        })
        .send(),
    );
    return (found as StoredVersion[]).map(toFacts);
  }

  async function version(key: PolicyKey, wanted: number): Promise<VersionRecord | null> {
    const partition = partitionOf(key);
    const { Item } = await versions
      .build(GetItemCommand)
      .key({ partition, number: wanted })
      .options({ consistent: true })
      .send();
    if (!Item) return null;
    return { ...toFacts(Item), packed: await withParts(partition, versionSortKey(wanted), Item) };
  }

  return {
    putHead,
    putDocument,
    addVersion,
    endPlan,
    head,
    headsOf,
    headsOfSubjects,
    document,
    versionsBefore,
    version,
  };
}
export type PolicyStore = ReturnType<typeof createPolicyStore>;
