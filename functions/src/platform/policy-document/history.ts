import type { Page } from '@jindian/shared/contract/common';
import type { PolicyVersion, PolicyView } from '@jindian/shared/contract/policies';
import { formatBrandTime } from '@jindian/shared/time';
import { fail, ok, type Result } from '../result.ts';
import { unpackContent } from './content.ts';
import type { DocumentRecord, PolicyKey, VersionFacts, VersionRecord } from './store.ts';
import type { EditedKind, EditorContext, SimulatedContents } from './types.ts';

const versionsAtOnce = 100;

/** What a person sees of one document: its draft, what is in force, what was, and who was quicker. */
export function createPolicyHistory<Content>(
  { store, nameOf }: Pick<EditorContext, 'store' | 'nameOf'>,
  kind: EditedKind<Content>,
  key: PolicyKey,
) {
  const problemsOf = async (content: Content) => (await kind.validate?.(content)) ?? [];
  const unpacked = async (packed: VersionRecord['packed']): Promise<Content> => {
    const content = unpackContent(packed);
    if (content === null) throw new Error(`a content of ${kind.name} is broken`);
    return (kind.forward ? await kind.forward(content) : content) as Content;
  };

  async function versionView(facts: VersionFacts | null): Promise<PolicyVersion> {
    if (!facts)
      return {
        number: 0,
        state: 'published',
        publishedAtMs: null,
        publishedBy: null,
        publishedByName: null,
        fromMs: null,
        note: '',
        restoredFrom: null,
      };
    const { number, state, publishedAtMs, publishedBy, fromMs, note, restoredFrom } = facts;
    const publishedByName = await nameOf(publishedBy);
    return { number, state, publishedAtMs, publishedBy, publishedByName, fromMs, note, restoredFrom };
  }

  async function found(number: number): Promise<(VersionFacts & { content: Content }) | null> {
    const record = await store.version(key, number);
    if (!record) return null;
    const { packed, ...facts } = record;
    return { ...facts, content: await unpacked(packed) };
  }

  async function view(): Promise<PolicyView<Content>> {
    const [document, head] = await Promise.all([store.document(key), store.head(key)]);
    const [inForce, planned] = await Promise.all([
      head.inForce === 0 ? null : found(head.inForce),
      head.planned === null ? null : found(head.planned.number),
    ]);
    const content = document?.draft ? await unpacked(document.draft.packed) : null;
    const { content: _planned, ...plannedFacts } = planned ?? { content: null };
    return {
      name: kind.name,
      subject: key.subject,
      revision: document?.revision ?? 0,
      lastChange: document && {
        act: document.act,
        atMs: document.changedAtMs,
        by: document.changedBy,
        byName: await nameOf(document.changedBy),
      },
      inForce: { ...(await versionView(inForce)), content: inForce?.content ?? kind.standard },
      planned: planned && (await versionView(plannedFacts as VersionFacts)),
      draft:
        document?.draft && content
          ? {
              basedOn: document.draft.basedOn,
              savedAtMs: document.draft.savedAtMs,
              savedBy: document.draft.savedBy,
              savedByName: await nameOf(document.draft.savedBy),
              content,
              problems: await problemsOf(content),
            }
          : null,
    };
  }

  /** Says who was quicker, what they did and when. */
  async function stale(document: DocumentRecord | null): Promise<Result<never>> {
    if (!document) return fail('not_found');
    return fail('stale_revision', {
      act: document.act,
      name: await nameOf(document.changedBy),
      time: formatBrandTime(document.changedAtMs),
    });
  }

  async function inForce(): Promise<{ number: number; content: Content }> {
    const head = await store.head(key);
    const record = head.inForce === 0 ? null : await found(head.inForce);
    return { number: head.inForce, content: record?.content ?? kind.standard };
  }

  async function forSimulation(revision: number): Promise<Result<SimulatedContents<Content>>> {
    const [document, present] = await Promise.all([store.document(key), inForce()]);
    if ((document?.revision ?? 0) !== revision) return stale(document);
    return document?.draft
      ? ok({ revision, draft: await unpacked(document.draft.packed), inForce: present })
      : fail('not_found');
  }

  async function versions(limit: number, cursor?: string): Promise<Result<Page<PolicyVersion>>> {
    if (cursor !== undefined && !/^\d{1,6}$/.test(cursor))
      return fail('invalid_request', { detail: 'cursor' });
    const facts = await store.versionsBefore(key, limit, cursor === undefined ? undefined : Number(cursor));
    const items = await Promise.all(facts.map(versionView));
    const last = items.at(-1)?.number;
    const more = facts.length === limit && last !== undefined;
    // The one the product comes with is the end of every list.
    if (!more) items.push(await versionView(null));
    return ok({ items, nextCursor: more ? String(last) : null });
  }

  async function version(number: number): Promise<Result<PolicyVersion & { content: Content }>> {
    const version = number === 0 ? null : await found(number);
    if (number !== 0 && !version) return fail('not_found');
    return ok({ ...(await versionView(version)), content: version?.content ?? kind.standard });
  }

  /** Whatever it says, said or is to say: every version, since each can be restored, and the draft. */
  async function contents(): Promise<Content[]> {
    const all: Content[] = [kind.standard];
    const document = await store.document(key);
    if (document?.draft) all.push(await unpacked(document.draft.packed));
    for (let before: number | undefined; ; ) {
      const facts = await store.versionsBefore(key, versionsAtOnce, before);
      const read = await Promise.all(facts.map(({ number }) => found(number)));
      all.push(...read.flatMap((version) => version?.content ?? []));
      before = facts.at(-1)?.number;
      if (facts.length < versionsAtOnce || before === undefined) return all;
    }
  }

  return {
    problemsOf,
    unpacked,
    versionView,
    found,
    view,
    stale,
    inForce,
    forSimulation,
    versions,
    version,
    contents,
  };
}
