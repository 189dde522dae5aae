import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { WaitingBrowser } from '@jindian/shared/contract/people/session';
import { minuteMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from '../../platform/clock.ts';
import { Entity } from '../../platform/entity.ts';
import { randomToken } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { memberItems } from './items.ts';
import type { BegunAt } from './sessions.ts';

export const ticketLifeMs = 5 * minuteMs;
/** Of a link that somebody else makes for a person; of one that goes to the own phone. */
export const linkLifeMs = 24 * 60 * minuteMs;
export const smsLinkLifeMs = 15 * minuteMs;
const ticketPattern = /^[0-9A-Za-z_-]{12,64}$/;

export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** What a browser that waits may learn. */
export type TicketState = { kind: 'waiting' } | { kind: 'approved'; memberId: string } | { kind: 'gone' };

/** What a ticket lets into: HQ's web view, or the desk of a branch in a browser. None opens the other. */
export type TicketDoor = 'hq' | 'desk';

/**
 * Tickets by which a browser signs in. Random, good for five minutes, used once:
 *
 *     sign-in   the browser shows it as a QR ── waiting ─ approved by who may enter ─► approved ─ used ─► used
 *     web       made for a member of HQ, opened by the mini-program's web-view         approved ─ used ─► used
 *     link      the same for a browser elsewhere: sent to the own phone, or made by an administrator; good longer
 *
 * The QR is visible to everyone around the screen, so a sign-in ticket also belongs to the browser that asked for
 * it: who only photographed it cannot use it.
 */
export function createSignInTickets(deps: { table: JindianTable; clock: Clock }, door: TicketDoor) {
  const { table, clock } = deps;
  const { profile } = memberItems(table);
  const entity = new Entity({
    name: 'SignInTicket',
    table,
    timestamps: false,
    schema: item({
      /** A copy of the table lets nobody in. */
      ticketHash: string().key(),
      door: string().enum('hq', 'desk'),
      state: string().enum('waiting', 'approved', 'used'),
      /** Hash of the secret of the browser that shows the QR; empty on a web ticket. */
      browserHash: string(),
      memberId: string().optional(),
      /** Of a link: its use goes on record. */
      isLink: boolean().optional(),
      /** The browser that waits, for its approver's eyes. */
      address: string().optional(),
      agent: string().optional(),
      openedAtMs: number(),
      /** Since when it lets a member in. */
      approvedAtMs: number().optional(),
      expiresAtMs: number(),
      expiresAtS: number(),
    }),
    computeKey: ({ ticketHash }: { ticketHash: string }) => ({
      pk: `SIGN_IN_TICKET#${ticketHash}`,
      sk: 'TICKET',
    }),
  });

  async function put(
    fields: { browserHash: string; memberId?: string; isLink?: true; address?: string; agent?: string },
    ticket = randomToken(),
    lifeMs = ticketLifeMs,
  ): Promise<string> {
    const openedAtMs = clock.nowMs();
    const expiresAtMs = openedAtMs + lifeMs;
    const state = fields.memberId === undefined ? ('waiting' as const) : ('approved' as const);
    await entity
      .build(PutItemCommand)
      .item({
        ticketHash: hashOfSecret(ticket),
        door,
        state,
        ...fields,
        ...(fields.memberId === undefined ? {} : { approvedAtMs: openedAtMs }),
        openedAtMs,
        expiresAtMs,
        expiresAtS: Math.ceil(expiresAtMs / 1000),
      })
      .options({ condition: { attr: 'ticketHash', exists: false } })
      .send();
    return ticket;
  }

  async function read(ticket: string) {
    if (!ticketPattern.test(ticket)) return null;
    const { Item } = await entity
      .build(GetItemCommand)
      .key({ ticketHash: hashOfSecret(ticket) })
      .options({ consistent: true })
      .send();
    return Item?.door === door && clock.nowMs() < Item.expiresAtMs ? Item : null;
  }

  async function move(
    ticket: string,
    from: 'waiting' | 'approved',
    to: { state: 'approved'; memberId: string; approvedAtMs: number } | { state: 'used' },
  ): Promise<boolean> {
    try {
      await entity
        .build(UpdateItemCommand)
        .item({ ticketHash: hashOfSecret(ticket), ...to })
        .options({
          condition: {
            and: [
              { attr: 'state', eq: from },
              { attr: 'door', eq: door },
              { attr: 'expiresAtMs', gt: clock.nowMs() },
            ],
          },
        })
        .send();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** It was given before all sessions of its member were ended: whoever did that meant every way in. */
  async function isOver(memberId: string, { approvedAtMs = 0 }: { approvedAtMs?: number | undefined }) {
    const { Item } = await profile
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return approvedAtMs <= (Item?.sessionsEndedAtMs ?? -1);
  }

  /** The browser that waits behind a QR, before it is let in. */
  async function waiting(ticket: string): Promise<Result<WaitingBrowser, 'code_unknown'>> {
    const there = await read(ticket);
    if (!there || there.browserHash === '' || there.state !== 'waiting') return fail('code_unknown');
    const { address, agent, openedAtMs } = there;
    return ok({ address: address ?? null, agent: agent ?? null, openedAtMs });
  }

  /** Somebody who may enter scanned it. Approving one's own approval again is fine. */
  async function approve(ticket: string, memberId: string): Promise<Result<null, 'code_unknown'>> {
    if (!ticketPattern.test(ticket)) return fail('code_unknown');
    if (await move(ticket, 'waiting', { state: 'approved', memberId, approvedAtMs: clock.nowMs() }))
      return ok(null);
    const there = await read(ticket);
    return there?.memberId === memberId && there.browserHash !== '' ? ok(null) : fail('code_unknown');
  }

  /** How a sign-in stands, for the browser it belongs to. */
  async function look(ticket: string, browserHash: string): Promise<TicketState> {
    const there = await read(ticket);
    if (!there || there.browserHash === '' || there.browserHash !== browserHash) return { kind: 'gone' };
    if (there.state === 'waiting') return { kind: 'waiting' };
    if (there.state === 'approved' && there.memberId !== undefined) {
      return { kind: 'approved', memberId: there.memberId };
    }
    return { kind: 'gone' };
  }

  /** Whom a link lets in, while it does; it is not used up by being looked at. */
  async function holderOf(ticket: string): Promise<{ memberId: string; isLink: boolean } | null> {
    const there = await read(ticket);
    if (there?.browserHash !== '' || there.state !== 'approved' || !there.memberId) return null;
    if (await isOver(there.memberId, there)) return null;
    return { memberId: there.memberId, isLink: there.isLink ?? false };
  }

  /** The member behind an approved ticket, the first time; null ever after. */
  async function redeem(ticket: string, browserHash: string): Promise<string | null> {
    const there = await read(ticket);
    if (!there || there.browserHash !== browserHash || there.memberId === undefined) return null;
    if (!(await move(ticket, 'approved', { state: 'used' }))) return null;
    return (await isOver(there.memberId, there)) ? null : there.memberId;
  }

  return {
    /** A ticket for the browser whose secret has this hash. */
    openSignIn: (browserHash: string, { address, agent }: BegunAt): Promise<string> =>
      put({ browserHash, ...(address ? { address } : {}), ...(agent ? { agent } : {}) }),
    openWeb: (memberId: string): Promise<string> => put({ browserHash: '', memberId }),
    openLink: (memberId: string): Promise<string> =>
      put({ browserHash: '', memberId, isLink: true }, randomToken(), linkLifeMs),
    /** A text message has room for twelve characters. */
    openSmsLink: (memberId: string): Promise<string> =>
      put({ browserHash: '', memberId, isLink: true }, randomToken(9), smsLinkLifeMs),
    waiting,
    approve,
    look,
    holderOf,
    redeem,
  };
}
export type SignInTickets = ReturnType<typeof createSignInTickets>;
