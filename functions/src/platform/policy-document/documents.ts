import type { z } from '@jindian/shared/zod';
import type { Clock } from '../clock.ts';
import type { DueHandler } from '../due-items.ts';
import { type EventHandler, hears } from '../outbox.ts';
import { liveSnapshot, type SnapshotStore } from '../snapshot-store.ts';
import { unpackContent } from './content.ts';
import { createPolicyEditor, policyPlannedKind } from './editor.ts';
import type { PolicyCollectionKind, PolicyKind } from './kind.ts';
import { createHeadReader, createLivePolicy } from './live.ts';
import { createPolicyStore, type PolicyKey } from './store.ts';
import type { EditedKind, EditorContext, PolicyEditor } from './types.ts';

export type PolicyDocumentDeps = Omit<EditorContext, 'store'> & { clock: Clock; snapshots: SnapshotStore };

/** Policies as data that HQ changes: a draft, versions, and the one in force. */
export function createPolicyDocuments(deps: PolicyDocumentDeps) {
  const { table, clock, snapshots } = deps;
  const store = createPolicyStore(table);
  const context: EditorContext = { ...deps, store };
  const heads = createHeadReader({ store, clock });
  type Registered = {
    schema: z.ZodType;
    of(subject: string | null): Promise<PolicyEditor<unknown> | null>;
  };
  const registered = new Map<string, Registered>();
  const rebuilds = new Map<string, () => Promise<void>>();

  /** A kind with one document. */
  function document<Content, Compiled>(kind: PolicyKind<Content, Compiled>) {
    const edit = createPolicyEditor(context, kind, null, () => live.refresh());
    heads.watch(kind.name);
    const live = createLivePolicy<Compiled>({
      heads,
      name: kind.name,
      async load(number) {
        if (number === 0) return kind.compile(kind.standard, 0);
        const record = await store.version({ name: kind.name, subject: null }, number);
        if (!record) throw new Error(`version ${number} of ${kind.name} is not there`);
        const stored = unpackContent(record.packed);
        return kind.compile((kind.forward ? await kind.forward(stored) : stored) as Content, number);
      },
    });
    register(kind, async (subject) => (subject === null ? edit : null));
    return { ...edit, ...live };
  }

  /** A kind with a document for each subject. Readers hold all of them; they follow within seconds, by an event. */
  function collection<Content, Compiled>(
    kind: PolicyCollectionKind<Content, Compiled> & { knows(subject: string): Promise<boolean> },
  ) {
    const live = liveSnapshot<Compiled>({
      store: snapshots,
      clock,
      name: kind.name,
      absent: () => kind.compile(new Map()),
      decode: (bytes) =>
        kind.compile(
          new Map(Object.entries(JSON.parse(new TextDecoder().decode(bytes)) as Record<string, Content>)),
        ),
    });
    const of = (subject: string) => createPolicyEditor(context, kind, subject, async () => {});
    register(kind, async (subject) => (subject !== null && (await kind.knows(subject)) ? of(subject) : null));

    async function rebuild(): Promise<void> {
      const encoded = async () => {
        const all = await store.headsOfSubjects(kind.name);
        const contents = Object.fromEntries(
          all.flatMap(({ subject, head }) => (head.inForce === 0 ? [] : [[subject, head.content] as const])),
        );
        return new TextEncoder().encode(JSON.stringify(contents));
      };
      await snapshots.publish(kind.name, encoded, clock.nowMs());
      await live.refresh();
    }
    rebuilds.set(kind.name, rebuild);
    return { name: kind.name, of, knows: kind.knows, current: live.current, refresh: live.refresh, rebuild };
  }

  function register<Content>(
    { name, schema }: Pick<EditedKind<Content>, 'name' | 'schema'>,
    of: (subject: string | null) => Promise<PolicyEditor<Content> | null>,
  ): void {
    if (registered.has(name)) throw new Error(`there are two kinds of policy called ${name}`);
    registered.set(name, { schema, of: of as Registered['of'] });
  }

  const dueHandlers: DueHandler[] = [
    {
      kind: policyPlannedKind,
      queue: 'publishing',
      async handle({ data }) {
        const { name, subject, number } = data as PolicyKey & { number: number };
        const editor = await registered.get(name)?.of(subject);
        await editor?.comeIntoForce(number);
      },
    },
  ];
  const eventHandlers: EventHandler[] = [
    hears({
      name: 'policies: together',
      queue: 'publishing',
      types: ['policy.published'],
      handle: async ({ data }) => rebuilds.get(data.name)?.(),
    }),
  ];

  return {
    document,
    collection,
    kinds: () =>
      [...registered].map(([name, { schema }]) => ({ name, schema, bySubject: rebuilds.has(name) })),
    /** Null where there is no such kind, or it wants a subject and there is no such one. */
    find: async (name: string, subject: string | null) => (await registered.get(name)?.of(subject)) ?? null,
    dueHandlers,
    eventHandlers,
  };
}
export type PolicyDocuments = ReturnType<typeof createPolicyDocuments>;

/** A kind with one document: what edits it, and what reads it. */
export type PolicyDocument<Content, Compiled> = PolicyEditor<Content> & {
  current(): Promise<Compiled>;
  refresh(): Promise<Compiled>;
};
