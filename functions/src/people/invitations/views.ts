import { anywhere, granted } from '@jindian/shared/access';
import type { LocalizedText, Page } from '@jindian/shared/contract/common';
import type {
  Invitation,
  InvitationState,
  ShownInvitation,
} from '@jindian/shared/contract/people/invitations';
import { verifiedRoles } from '@jindian/shared/contract/people/verification';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { filledPage } from '../../platform/filled-page.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Members } from '../members/service.ts';
import { allInvitations, invitationsOf } from './items.ts';
import { stateAt } from './rules.ts';
import {
  checkedOf,
  grantOf,
  type InvitationStore,
  type Place,
  type StoredInvitation as Stored,
} from './store.ts';

/** What is told of invitations: to whoever made them, and to whoever holds a code. */
export function createInvitationViews(deps: {
  table: JindianTable;
  clock: Clock;
  store: InvitationStore;
  members: Pick<Members, 'profilesOf'>;
  brandName(): Promise<LocalizedText>;
  place(locationId: string): Promise<Place | null>;
}) {
  const { table, clock, members } = deps;
  const { invitation, behind } = deps.store;

  /** Of somebody who was seen before it is not needed anew; that is known when they accept. */
  function verificationOf(one: Stored) {
    if (!verifiedRoles[one.role]) return 'not_needed' as const;
    return one.state === 'accepted' || checkedOf(one, clock.nowMs())
      ? ('done' as const)
      : ('needed' as const);
  }

  async function viewsOf(stored: readonly Stored[]): Promise<Invitation[]> {
    const known = await members.profilesOf(
      stored.flatMap(({ invitedBy, acceptedBy }) => [invitedBy, ...(acceptedBy ? [acceptedBy] : [])]),
    );
    const nameOf = (memberId: string) => known.get(memberId)?.displayName ?? memberId;
    return stored.map((one) => ({
      id: one.id,
      grant: grantOf(one),
      name: one.name,
      phoneMasked: one.phoneMasked ?? null,
      invitedByName: nameOf(one.invitedBy),
      createdAtMs: one.createdAtMs,
      expiresAtMs: one.endsAtMs,
      state: stateAt(one, clock.nowMs()),
      acceptedByName: one.acceptedBy ? nameOf(one.acceptedBy) : null,
      endedAtMs: one.endedAtMs ?? null,
      verification: verificationOf(one),
    }));
  }

  async function viewOf(stored: Stored): Promise<Invitation> {
    const [view] = await viewsOf([stored]);
    if (!view) throw new Error('one has one view');
    return view;
  }

  function list(
    locationId: string | null,
    wanted: { state?: InvitationState | undefined; limit: number; cursor?: string | undefined },
  ): Promise<Page<Invitation>> {
    const place =
      locationId === null
        ? { index: indexNames.byOwner, partition: allInvitations }
        : { index: indexNames.byQueue, partition: invitationsOf(locationId) };
    return filledPage<Record<string, unknown>, Invitation>({
      limit: wanted.limit,
      cursor: wanted.cursor,
      atOnce: 50,
      async read(count, after) {
        const { Items } = await table
          .build(QueryCommand)
          .query({ ...place, ...(after === undefined ? {} : { range: { lt: after } }) })
          .options({ limit: count, reverse: true })
          .send();
        return Items ?? [];
      },
      cursorOf: ({ pk }) => String(pk).slice('INVITATION#'.length),
      async look(found) {
        const stored = await readBatch(
          table,
          found.map(({ pk }) =>
            invitation.build(BatchGetRequest).key({ id: String(pk).slice('INVITATION#'.length) }),
          ),
        );
        const views = new Map(
          (await viewsOf(stored.flatMap((one) => (one ? [one] : [])))).map((view) => [view.id, view]),
        );
        return stored.map((one) => {
          const view = one && views.get(one.id);
          return view && (wanted.state === undefined || view.state === wanted.state) ? view : null;
        });
      },
    });
  }

  async function show(code: string): Promise<Result<ShownInvitation, 'invitation_unknown'>> {
    const stored = await behind(code);
    if (!stored) return fail('invitation_unknown');
    const { grant, name, phoneMasked, invitedByName, expiresAtMs, state, verification } =
      await viewOf(stored);
    const { scope } = grant;
    const named =
      scope.kind === 'branch' ? [scope.locationId] : scope.kind === 'branches' ? scope.locationIds : [];
    const [brandName, ...places] = await Promise.all([
      deps.brandName(),
      ...named.slice(0, 20).map(deps.place),
    ]);
    return ok({
      grant,
      name,
      phoneMasked,
      invitedByName,
      expiresAtMs,
      state,
      verification,
      brandName,
      places: places.flatMap((place) => (place ? [place.name] : [])),
      entersHq: granted([grant], 'hq.enter', anywhere),
    });
  }

  return { viewOf, list, show };
}
