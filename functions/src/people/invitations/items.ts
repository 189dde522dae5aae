import type { Scope } from '@jindian/shared/contract/people/member';
import { roleNames } from '@jindian/shared/contract/people/permissions';
import type { Verification } from '@jindian/shared/contract/people/verification';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { dueAttributes } from '../../platform/due-items.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';

export const invitationEnds = 'invitations.end';
export const allInvitations = 'INVITATIONS';
/** Those to one place, for whoever leads it. */
export function invitationsOf(locationId: string): string {
  return `INVITATIONS#${locationId}`;
}

export function invitationItems(table: JindianTable) {
  const invitation = new Entity({
    name: 'Invitation',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      role: string().enum(...roleNames),
      scope: any().castAs<Scope>(),
      name: string(),
      /** Only while it can be accepted: afterwards its last digits say enough. */
      phone: string().optional(),
      phoneMasked: string().optional(),
      invitedBy: string(),
      /** What headquarters saw before it can be accepted; from then on it is kept with the member. */
      seen: any().castAs<Verification>().optional(),
      verifiedBy: string().optional(),
      verifiedAtMs: number().optional(),
      state: string().enum('open', 'accepted', 'revoked'),
      /** Counts the codes that were made for it: the last one is good. */
      codes: number(),
      sms: string().enum('none', 'sent', 'failed'),
      acceptedBy: string().optional(),
      createdAtMs: number(),
      endsAtMs: number(),
      endedAtMs: number().optional(),
      expiresAtS: number(),
      gsi1pk: string(),
      gsi1sk: string(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
      ...dueAttributes(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: `INVITATION#${id}`, sk: 'INVITATION' }),
  });

  /** Leads from a code to its invitation. It is kept as a keyed hash: a copy of the table lets nobody in. */
  const invitationCode = new Entity({
    name: 'InvitationCode',
    table,
    timestamps: false,
    schema: item({ codeHash: string().key(), id: string(), nth: number(), expiresAtS: number() }),
    computeKey: ({ codeHash }: { codeHash: string }) => ({ pk: `INVITATION_CODE#${codeHash}`, sk: 'CODE' }),
  });

  return { invitation, invitationCode };
}
export type InvitationItems = ReturnType<typeof invitationItems>;
