import { createHmac } from 'node:crypto';
import { type At, anywhere, atPlace, givingGrant, placeOf } from '@jindian/shared/access';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { dayMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import type { Clock } from '../../platform/clock.ts';
import { opaqueCode } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import type { Members } from '../members/service.ts';
import { type Checked, hasRunOut } from '../members/verifications.ts';
import { invitationItems } from './items.ts';

/** Records of invitations that are over are kept so long, for who asks who came how. */
const keptDays = 180;

export type Place = { id: string; name: LocalizedText; province: string; city: string; ownerId: string };

/** Invitations as they are kept, the codes that lead to them, and who may give what they give. */
export function createInvitationStore(deps: {
  table: JindianTable;
  clock: Clock;
  secret(): string;
  members: Pick<Members, 'read'>;
  place(locationId: string): Promise<Place | null>;
}) {
  const { members } = deps;
  const { invitation, invitationCode } = invitationItems(deps.table);
  const codeOf = (id: string, nth: number) => `IV${opaqueCode(deps.secret(), `invitation\n${id}\n${nth}`)}`;
  const hashOf = (code: string) =>
    createHmac('sha256', deps.secret()).update(`invitation code\n${code}`).digest('base64url');

  async function read(id: string) {
    const { Item } = await invitation.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return Item ?? null;
  }

  /** Behind a code that is the last of its invitation. */
  async function behind(code: string) {
    const { Item: led } = await invitationCode
      .build(GetItemCommand)
      .key({ codeHash: hashOf(code) })
      .options({ consistent: true })
      .send();
    const stored = led && (await read(led.id));
    return stored && stored.codes === led.nth ? stored : null;
  }

  async function atOf(grant: RoleGrant): Promise<At> {
    const locationId = placeOf(grant);
    if (locationId === null) return anywhere;
    const place = await deps.place(locationId);
    return place ? atPlace(place) : { kind: 'place', locationId };
  }

  /** Which of a member's grants lets them give this one, as things are now. */
  async function rightToGive(memberId: string, grant: RoleGrant): Promise<RoleGrant | null> {
    const [known, at] = await Promise.all([members.read(memberId, { consistent: true }), atOf(grant)]);
    return givingGrant(known?.roles ?? [], grant, at);
  }

  const expiresAtS = (endsAtMs: number) => Math.ceil((endsAtMs + keptDays * dayMs) / 1000);

  function codeWrite(id: string, nth: number, endsAtMs: number) {
    return write(
      'code',
      invitationCode
        .build(PutTransaction)
        .item({ codeHash: hashOf(codeOf(id, nth)), id, nth, expiresAtS: expiresAtS(endsAtMs) }),
    );
  }

  return { invitation, codeOf, read, behind, rightToGive, expiresAtS, codeWrite };
}
export type InvitationStore = ReturnType<typeof createInvitationStore>;

export type StoredInvitation = NonNullable<Awaited<ReturnType<InvitationStore['read']>>>;

/** What was seen of who is invited, while it shows something. */
export function checkedOf(stored: StoredInvitation, nowMs: number): Checked | null {
  const { seen, verifiedBy, verifiedAtMs } = stored;
  if (!seen || verifiedBy === undefined || verifiedAtMs === undefined || hasRunOut(seen, nowMs)) return null;
  return { seen, verifiedBy, verifiedAtMs };
}

/** It is nobody's business here any more: over, or kept with the member. */
export function withoutSeen() {
  return { seen: $remove(), verifiedBy: $remove(), verifiedAtMs: $remove() };
}

export const grantOf = ({ role, scope }: StoredInvitation): RoleGrant => ({ role, scope });
