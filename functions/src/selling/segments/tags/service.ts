import { type MemberTags, maxTagsOfMember } from '@jindian/shared/contract/selling/segments';
import type { Members } from '../../../people/members/service.ts';
import { auditDetails } from '../../../platform/audit-context.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import { staleRevision } from '../../../platform/edited.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import type { TagStore } from './store.ts';

/** Words on members, by which segments find them. */
export function createTags(deps: {
  table: JindianTable;
  clock: Clock;
  members: Pick<Members, 'knownNow' | 'somebodyCheck'>;
  nameOf(memberId: string): Promise<string>;
  store: TagStore;
}) {
  const { clock, members, store } = deps;

  /** Who they are by now; null: nobody. */
  async function holderOf(memberId: string): Promise<string | null> {
    const known = await members.knownNow(memberId);
    return known && !known.isDeleted ? (known.joinedInto ?? memberId) : null;
  }

  async function tagsOf(memberId: string): Promise<Result<MemberTags, 'not_found'>> {
    const holder = await holderOf(memberId);
    return holder === null ? fail('not_found') : ok(await store.read(holder));
  }

  async function save(
    memberId: string,
    { tags, revision }: MemberTags,
    by: string,
  ): Promise<Result<MemberTags>> {
    const wanted = [...new Set(tags)];
    return runCommand<MemberTags>(deps, {
      command: null,
      async attempt() {
        const holder = await holderOf(memberId);
        if (holder === null) return fail('not_found');
        const before = await store.stored(holder);
        if ((before?.revision ?? 0) !== revision)
          return before ? staleRevision(before, deps.nameOf) : fail('not_found');
        auditDetails({
          targets: [{ kind: 'member', id: holder }],
          before: { tags: before?.tags ?? [] },
          after: { tags: wanted },
        });
        return {
          writes: [
            store.putWrite(holder, wanted, revision, by, clock.nowMs()),
            members.somebodyCheck('somebody', holder),
          ],
          value: { tags: wanted, revision: revision + 1 },
          refused: { '*': 'again' },
        };
      },
    });
  }

  /** Two sign-ins of one person: what stands on one stands on the other. */
  async function follow(fromId: string, toId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const [from, to] = await Promise.all([store.stored(fromId), holderOf(toId)]);
        if (!from) return ok(null);
        const drop = store.dropWrite(fromId, from.revision);
        if (to === null) return { writes: [drop], value: null, refused: { '*': 'again' } };
        const before = await store.read(to);
        const all = [...new Set([...before.tags, ...from.tags])].slice(0, maxTagsOfMember);
        return {
          writes: [
            drop,
            store.putWrite(to, all, before.revision, from.by, clock.nowMs()),
            members.somebodyCheck('somebody', to),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, 'joining tags');
  }

  return { tagsOf, save, follow };
}
export type Tags = ReturnType<typeof createTags>;
