import type { SessionDoor, SessionView } from '@jindian/shared/contract/people/session';
import { minuteMs } from '@jindian/shared/time';
import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { auditDetails } from '../../platform/audit-context.ts';
import { writeBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Ids } from '../../platform/ids.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Audience, Principal, SessionTokens } from '../../platform/sessions.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, write } from '../../platform/transact.ts';
import { memberItems } from './items.ts';
import { maxSessions } from './rules.ts';
import type { Standing, Standings } from './standings.ts';

/** Where a session was begun: shown to its member, so that one that is not theirs is seen. */
export type BegunAt = { address: string | null; agent: string | null };

export type SessionProblem = 'session_expired' | 'unauthenticated';
/** Who a session belongs to, as they are now. */
export type Known = { principal: Principal; sessionId: string; door: SessionDoor; standing: Standing };

/**
 * Sessions that can be ended. Each has a record beside its member's roles; a token is good while that record is there.
 * Records are read together with the roles, so checking one costs nothing beside them. Ending a session removes its
 * record: this process knows at once, others within the age of a standing (seconds), HQ's pages at once, since they
 * read anew.
 */
export function createSessions(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  tokens: SessionTokens;
  standings: Standings;
  settings: SettingsReader<'people'>;
}) {
  const { table, clock, ids, tokens, standings, settings } = deps;
  const items = memberItems(table);

  /**
   * What is over is removed on the way; of too many sessions the oldest ends. Looked at after the new one is written:
   * of many that are begun at once the last to look sees them all, and leaves no more than there may be.
   */
  async function endTooMany(memberId: string, standing: Standing): Promise<void> {
    const live = standing.sessions.filter(({ expiresAtMs }) => clock.nowMs() < expiresAtMs);
    const kept = live
      .sort((a, b) => b.startedAtMs - a.startedAtMs || (a.id < b.id ? 1 : -1))
      .slice(0, maxSessions);
    const gone = standing.sessions.filter((session) => !kept.includes(session));
    if (gone.length > 0)
      await writeBatch(
        table,
        gone.map(({ id }) => items.session.build(BatchDeleteRequest).key({ memberId, id })),
      );
  }

  /** Which door it came by is kept with it, since a desk's may do less. */
  async function open(
    memberId: string,
    door: SessionDoor = 'own',
    begunAt: BegunAt = { address: null, agent: null },
  ): Promise<{ token: string; sessionId: string; expiresAtMs: number }> {
    const startedAtMs = clock.nowMs();
    const audience: Audience = door === 'hq' ? 'hq' : 'api';
    const { appSessionMinutes, hqSessionMinutes, deskSessionMinutes } = await settings.current();
    const minutes = { own: appSessionMinutes, hq: hqSessionMinutes, desk: deskSessionMinutes }[door];
    const expiresAtMs = startedAtMs + minutes * minuteMs;
    const sessionId = ids.next();
    await items.session
      .build(PutItemCommand)
      .item({
        memberId,
        id: sessionId,
        audience,
        ...(door === 'desk' ? { door } : {}),
        startedAtMs,
        expiresAtMs,
        expiresAtS: Math.ceil(expiresAtMs / 1000),
        ...(begunAt.address ? { address: begunAt.address } : {}),
        ...(begunAt.agent ? { agent: begunAt.agent } : {}),
      })
      .send();
    const standing = await standings.read(memberId, 'fresh');
    if (!standing) throw new Error(`a session for ${memberId}, who is no member`);
    await endTooMany(memberId, standing);
    standings.forget(memberId);
    const staff = standing.roles.length > 0;
    return {
      token: await tokens.sign(audience, { memberId, sessionId, staff }, expiresAtMs),
      sessionId,
      expiresAtMs,
    };
  }

  /** `fresh` reads the table, whatever is remembered. */
  async function verify(
    audience: Audience,
    token: string,
    how: 'remembered' | 'fresh' = 'remembered',
  ): Promise<Result<Known, SessionProblem>> {
    const claims = await tokens.verify(audience, token);
    if (!claims.ok) return claims;
    const { memberId, sessionId } = claims.value;
    const sessionIn = (standing: Standing | null) => standing?.sessions.find(({ id }) => id === sessionId);
    let standing = await standings.read(memberId, how);
    // It may be newer than what is remembered, or than the replica that was asked.
    if (how === 'remembered' && !sessionIn(standing)) standing = await standings.read(memberId, 'fresh');
    const session = sessionIn(standing);
    if (!standing || !session) return fail('session_expired');
    const door: SessionDoor = audience === 'hq' ? 'hq' : (session.door ?? 'own');
    return ok({ principal: { kind: 'member', memberId, roles: standing.roles }, sessionId, door, standing });
  }

  /**
   * For what anybody may see: a shopper's token is believed as it is, and costs no read; whose token says that they
   * are staff is looked at, since staff may see more.
   */
  async function guess(token: string): Promise<Principal | null> {
    const claims = await tokens.verify('api', token);
    if (!claims.ok) return null;
    const { memberId, staff } = claims.value;
    if (!staff) return { kind: 'member', memberId, roles: [] };
    const known = await verify('api', token);
    return known.ok ? known.value.principal : null;
  }

  async function list(memberId: string, currentId: string | null): Promise<SessionView[]> {
    const standing = await standings.read(memberId, 'fresh');
    return (standing?.sessions ?? [])
      .filter(({ expiresAtMs }) => clock.nowMs() < expiresAtMs)
      .sort((a, b) => b.startedAtMs - a.startedAtMs)
      .map(({ id, audience, startedAtMs, expiresAtMs, address, agent }) => ({
        id,
        audience,
        startedAtMs,
        expiresAtMs,
        address: address ?? null,
        agent: agent ?? null,
        current: id === currentId,
      }));
  }

  /** Ending what has ended is fine. */
  async function end(memberId: string, sessionId: string): Promise<void> {
    await items.session.build(DeleteItemCommand).key({ memberId, id: sessionId }).send();
    standings.forget(memberId);
  }

  /**
   * Ends every session of a member, but for the one that is named, in one transaction with the record of who did it; and
   * with them every link that would begin another. Gives how many.
   */
  async function endAll(memberId: string, exceptId: string | null = null): Promise<Result<number, 'busy'>> {
    const standing = await standings.read(memberId, 'fresh');
    const ended = (standing?.sessions ?? []).filter(({ id }) => id !== exceptId);
    auditDetails({ after: { ended: ended.length } });
    const done = await transact(table, [
      ...ended.map(({ id }) =>
        write('session', items.session.build(DeleteTransaction).key({ memberId, id })),
      ),
      write(
        'profile',
        items.profile
          .build(UpdateTransaction)
          .item({ memberId, sessionsEndedAtMs: clock.nowMs() })
          .options({ condition: { attr: 'memberId', exists: true } }),
      ),
    ]);
    standings.forget(memberId);
    return done.kind === 'done' ? ok(ended.length) : fail('busy');
  }

  return { open, verify, guess, list, end, endAll };
}
export type Sessions = ReturnType<typeof createSessions>;
