import type { PolicyAct } from '@jindian/shared/contract/policies';
import { auditDetails } from '../audit-context.ts';
import { changedParts } from '../changed-parts.ts';
import { runCommand } from '../command.ts';
import { fail, ok, type Result } from '../result.ts';
import { nextState } from '../state-machine.ts';
import type { Write } from '../transact.ts';
import { fitsOneWrite, packContent } from './content.ts';
import { createPolicyHistory } from './history.ts';
import { problemLine, readContent, unreadable, versionMachine } from './kind.ts';
import type {
  DocumentRecord,
  DraftRecord,
  PolicyHead,
  PolicyKey,
  VersionFacts,
  VersionRecord,
} from './store.ts';
import type {
  EditedKind,
  EditorContext,
  PolicyEditor,
  Publication,
  PublicationStep,
  PublishedVersion,
  SavedDraft,
  Saving,
  Seen,
} from './types.ts';

export const policyPlannedKind = 'policy.planned';
/** What a whole content that a person publishes makes of a draft and of a plan. */
const ofDraft = { draft: 'dropped', plan: 'replaced' } as const;
const besideDraft = { draft: 'kept', plan: 'replaced' } as const;

/** What a person does to one document. Each act is one transaction, on condition of the revision that they saw. */
export function createPolicyEditor<Content>(
  context: EditorContext,
  kind: EditedKind<Content>,
  subject: string | null,
  /** What this process has to do at once when another version is in force. */
  publishedHere: () => Promise<unknown>,
): PolicyEditor<Content> {
  const { clock, outbox, dueItems, store } = context;
  const key: PolicyKey = { name: kind.name, subject };

  const history = createPolicyHistory(context, kind, key);
  const { problemsOf, unpacked, versionView, found, stale } = history;

  /** Which version of which document an audited act is about. */
  const auditTargets = (number: number) => [
    { kind: 'policy', id: kind.name },
    ...(subject === null ? [] : [{ kind: 'subject', id: subject }]),
    { kind: 'version', id: String(number) },
  ];

  async function contentInForce(head: PolicyHead): Promise<unknown> {
    return head.inForce === 0 ? kind.standard : (await found(head.inForce))?.content;
  }

  /** The very thing that is asked for was done already, by the same person: an answer that was lost. */
  const isRepeat = (document: DocumentRecord | null, seen: Seen, act: PolicyAct) =>
    document?.revision === seen.revision + 1 && document.act === act && document.changedBy === seen.by;

  const touched = (
    document: DocumentRecord | null,
    seen: Seen,
    act: PolicyAct,
    draft: DraftRecord | null,
  ) => ({
    revision: (document?.revision ?? 0) + 1,
    act,
    changedAtMs: clock.nowMs(),
    changedBy: seen.by,
    draft,
  });

  /** What a refused write of a document means: somebody was quicker, and the next attempt sees who. */
  const refused = {
    'policy document': 'again',
    'policy head': 'again',
    'policy version': 'again',
    'policy plan': 'again',
  } as const;

  async function saveDraft(given: unknown, seen: Saving): Promise<Result<SavedDraft>> {
    const read = await readContent(kind, given);
    if ('problems' in read) return unreadable(read.problems);
    const packed = packContent(read.content);
    if (!packed) return fail('payload_too_large');
    const problems = await problemsOf(read.content);
    if (kind.soundOnly && problems.length > 0) return unreadable(problems);
    return runCommand<SavedDraft>(context, {
      ...(seen.command
        ? {
            command: seen.command,
            replay: ({ revision }: Record<string, unknown>) => ok({ revision: Number(revision), problems }),
          }
        : { command: null }),
      async attempt() {
        const [document, head] = await Promise.all([store.document(key), store.head(key)]);
        if ((document?.revision ?? 0) !== seen.revision)
          return isRepeat(document, seen, 'saved') && document?.draft?.packed.hash === packed.hash
            ? ok({ revision: document.revision, problems })
            : stale(document);
        const record = touched(document, seen, 'saved', {
          basedOn: document?.draft?.basedOn ?? head.inForce,
          savedAtMs: clock.nowMs(),
          savedBy: seen.by,
          packed,
        });
        return {
          writes: store.putDocument(key, record, seen.revision),
          value: { revision: record.revision, problems },
          kept: { revision: record.revision },
          refused,
        };
      },
    });
  }

  function discardDraft(seen: Seen): Promise<Result<{ revision: number }>> {
    const value = { revision: seen.revision + 1 };
    return runCommand<{ revision: number }>(context, {
      command: null,
      async attempt() {
        const document = await store.document(key);
        if ((document?.revision ?? 0) !== seen.revision)
          return isRepeat(document, seen, 'discarded') ? ok(value) : stale(document);
        if (!document?.draft) return fail('not_found');
        const record = touched(document, seen, 'discarded', null);
        return { writes: store.putDocument(key, record, seen.revision), value, refused };
      },
    });
  }

  /** `draft` and `plan`: what becomes of them; a change is what they say from now on. */
  type Chosen = {
    content: Content;
    restoredFrom: number | null;
    draft: 'dropped' | 'kept' | Change;
    plan: 'replaced' | Change;
  };
  type Change = (content: Content) => Content;
  type Choose = (document: DocumentRecord | null, head: PolicyHead) => Promise<Result<Chosen>>;

  /** The publication is refused when the document is not the one its caller saw. */
  async function publishWith(choose: Choose, publication: Publication): Promise<Result<PublishedVersion>> {
    const { command } = publication;
    const done = await runCommand<PublishedVersion>(context, {
      ...(command
        ? {
            command,
            async replay({ number, revision }: Record<string, unknown>) {
              const record = await store.version(key, Number(number));
              return ok({ ...(await versionView(record)), revision: Number(revision) });
            },
          }
        : { command: null }),
      attempt: () => publicationStep(choose, publication),
    });
    if (done.ok) await publishedHere();
    return done;
  }

  /** `choose` sees the document as it is, and so does the write: it is refused when either is not so any more. */
  async function publicationStep(
    choose: Choose,
    {
      revision: seen,
      by,
      note,
      atMs: wantedAtMs,
    }: Omit<Publication, 'command' | 'revision'> & { revision: number | null },
  ): Promise<PublicationStep | Result<never>> {
    const [document, head] = await Promise.all([store.document(key), store.head(key)]);
    const present = document?.revision ?? 0;
    if (seen !== null && present !== seen) return stale(document);
    const chosen = await choose(document, head);
    if (!chosen.ok) return chosen;
    const { content, restoredFrom } = chosen.value;
    const [problem] = await problemsOf(content);
    if (problem) return fail('policy_problem', { ...problem.params, detail: problemLine(problem) });
    const packed = packContent(content);
    if (!packed) return fail('payload_too_large');

    const atMs = clock.nowMs();
    const later = wantedAtMs !== undefined && wantedAtMs > atMs ? wantedAtMs : null;
    if (later !== null && kind.onlyAtOnce)
      return fail('invalid_request', { detail: 'atMs: it is published at once' });
    const number = head.newest + 1;
    const plan = await planAfter(chosen.value.plan, head, number + 1);
    if (plan && !plan.ok) return plan;
    const facts: VersionFacts = {
      number,
      state: later === null ? 'published' : 'planned',
      publishedAtMs: atMs,
      publishedBy: by,
      fromMs: later ?? atMs,
      note,
      restoredFrom,
    };
    const next: PolicyHead = {
      changes: head.changes + 1,
      newest: plan ? plan.value.number : number,
      inForce: later === null ? number : head.inForce,
      planned: plan
        ? { number: plan.value.number, atMs: plan.value.fromMs }
        : later === null
          ? null
          : { number, atMs: later },
      content: subject === null ? null : later === null ? content : head.content,
    };
    const act = later === null ? 'published' : 'planned';
    const parts = changedParts(await contentInForce(head), content);
    auditDetails({
      targets: auditTargets(number),
      before: { version: head.inForce, ...(parts ? { changed: parts.before } : {}) },
      ...(parts ? { after: { changed: parts.after } } : {}),
    });
    const draft = await draftAfter(chosen.value.draft, document?.draft ?? null, number);
    if (draft === 'too_large' || !fitsOneWrite([packed, draft?.packed, plan?.value.packed]))
      return fail('payload_too_large');
    const revision = present + 1;
    return {
      writes: [
        ...store.putDocument(key, touched(document, { revision: present, by }, act, draft), present),
        store.putHead(key, next, head.changes),
        ...store.addVersion(key, { ...facts, packed }),
        ...(head.planned ? endOfPlan(head.planned.number, 'replace') : []),
        ...(plan ? [...store.addVersion(key, plan.value), plannedFor(plan.value)] : []),
        later === null ? announced(number, by) : plannedFor(facts),
      ],
      value: { ...(await versionView(facts)), revision },
      kept: { number, revision },
      refused,
    };
  }

  /** A draft that is laid on the new version is still its editor's. */
  async function draftAfter(
    chosen: Chosen['draft'],
    draft: DraftRecord | null,
    number: number,
  ): Promise<DraftRecord | null | 'too_large'> {
    if (chosen === 'dropped' || !draft) return null;
    if (chosen === 'kept') return draft;
    const packed = packContent(chosen(await unpacked(draft.packed)));
    return packed ? { ...draft, basedOn: number, packed } : 'too_large';
  }

  /** A plan with a change in it: another version, of whoever planned it, for the same time. Null where it just ends. */
  async function planAfter(
    chosen: Chosen['plan'],
    { planned }: PolicyHead,
    number: number,
  ): Promise<Result<VersionRecord, 'payload_too_large' | 'policy_problem'> | null> {
    const version = planned && chosen !== 'replaced' ? await found(planned.number) : null;
    if (!version || chosen === 'replaced') return null;
    const { content: before, ...facts } = version;
    const content = chosen(before);
    const [problem] = await problemsOf(content);
    if (problem) return fail('policy_problem', { ...problem.params, detail: problemLine(problem) });
    const packed = packContent(content);
    return packed ? ok({ ...facts, number, packed }) : fail('payload_too_large');
  }

  function plannedFor({ number, fromMs }: VersionFacts): Write {
    return dueItems.plan(policyPlannedKind, refOf(key, number), fromMs, { ...key, number });
  }

  function announced(number: number, by: string): Write {
    return outbox.announce({ type: 'policy.published', data: { ...key, number, by } });
  }

  function endOfPlan(number: number, event: 'come_into_force' | 'replace' | 'cancel'): Write[] {
    const state = nextState(versionMachine, 'planned', event);
    if (!state) throw new Error(`a planned version cannot ${event}`);
    return [
      store.endPlan(key, number, state, 'planned'),
      dueItems.drop(policyPlannedKind, refOf(key, number)),
    ];
  }

  function cancelPlanned(seen: Seen): Promise<Result<{ revision: number }>> {
    const value = { revision: seen.revision + 1 };
    return runCommand<{ revision: number }>(context, {
      command: null,
      async attempt() {
        const [document, head] = await Promise.all([store.document(key), store.head(key)]);
        if ((document?.revision ?? 0) !== seen.revision)
          return isRepeat(document, seen, 'cancelled') ? ok(value) : stale(document);
        if (!head.planned) return fail('not_found');
        const { number } = head.planned;
        auditDetails({
          targets: auditTargets(number),
          before: { planned: number, fromMs: head.planned.atMs },
        });
        const record = touched(document, seen, 'cancelled', document?.draft ?? null);
        return {
          writes: [
            ...store.putDocument(key, record, seen.revision),
            store.putHead(key, { ...head, changes: head.changes + 1, planned: null }, head.changes),
            ...endOfPlan(number, 'cancel'),
          ],
          value,
          refused,
        };
      },
    });
  }

  /** A planned version's time has come. Nothing where it was replaced or cancelled, or is in force already. */
  async function comeIntoForce(number: number): Promise<void> {
    const done = await runCommand<null>(context, {
      command: null,
      async attempt() {
        const [head, version] = await Promise.all([store.head(key), found(number)]);
        if (head.planned?.number !== number || !version) return ok(null);
        const next: PolicyHead = {
          changes: head.changes + 1,
          newest: head.newest,
          inForce: number,
          planned: null,
          content: subject === null ? null : version.content,
        };
        return {
          writes: [
            store.putHead(key, next, head.changes),
            ...endOfPlan(number, 'come_into_force'),
            announced(number, version.publishedBy),
          ],
          value: null,
          refused,
        };
      },
    });
    if (!done.ok)
      throw new Error(`version ${number} of ${kind.name} could not come into force: ${done.code}`);
    await publishedHere();
  }

  return {
    name: kind.name,
    permissions: kind.permissions,
    subject,
    view: history.view,
    versions: history.versions,
    version: history.version,
    contents: history.contents,
    inForce: history.inForce,
    forSimulation: history.forSimulation,
    saveDraft,
    discardDraft,
    cancelPlanned,
    comeIntoForce,

    publish: (publication) =>
      publishWith(async (document) => {
        if (!document?.draft) return fail('not_found');
        const tried = await kind.mayPublish?.(document.revision);
        if (tried && !tried.ok) return tried;
        return ok({ content: await unpacked(document.draft.packed), restoredFrom: null, ...ofDraft });
      }, publication),

    async publishContent(given, publication) {
      const read = await readContent(kind, given);
      if ('problems' in read) return unreadable(read.problems);
      const chosen = ok({ content: read.content, restoredFrom: null, ...besideDraft });
      return publishWith(async () => chosen, publication);
    },

    laidOn: (change, { by, note }) =>
      publicationStep(
        async (_document, head) => {
          const laid = change((await contentInForce(head)) as Content);
          if (!laid.ok) return laid;
          const { content, onOther } = laid.value;
          return ok({ content, restoredFrom: null, draft: onOther, plan: onOther });
        },
        { revision: null, by, note },
      ),

    restore: (number, publication) =>
      publishWith(async () => {
        if (number === 0) return ok({ content: kind.standard, restoredFrom: 0, ...besideDraft });
        const version = await found(number);
        return version
          ? ok({ content: version.content, restoredFrom: number, ...besideDraft })
          : fail('not_found');
      }, publication),
  };
}

function refOf({ name, subject }: PolicyKey, number: number): string {
  return [name, subject ?? '-', number].join('#');
}
