import { BatchWriteCommand, QueryCommand as RawQuery } from '@aws-sdk/lib-dynamodb';
import type { Page } from '@jindian/shared/contract/common';
import type {
  Consent,
  Deletion,
  DeletionRequest,
  MyData,
  ToSettle,
} from '@jindian/shared/contract/people/rights';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { recordReading, runCommand, unlessBusy } from '../../platform/command.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import type { DueItems } from '../../platform/due-items.ts';
import { filledPage } from '../../platform/filled-page.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { memberPartition } from '../members/items.ts';
import type { Members } from '../members/service.ts';
import { deletionDue, deletionItems, deletionRequests, deletionSortKey } from './items.ts';

/** What only the table needs of an item. */
export const technical = /^(pk|sk|_et|gsi\d[ps]k|expiresAtS|dueData)$/;
const deletedAtOnce = 25;
/** Far more than any process takes a closed member for one who may still come in (`standings.ts`). */
const closedForMs = minuteMs;

export type RightsDeps = {
  table: JindianTable;
  clock: Clock;
  dueItems: Pick<DueItems, 'waits' | 'waitsNow'>;
  settings: SettingsReader<'people'>;
  members: Pick<Members, 'read' | 'joinedOf' | 'forgetPerson' | 'withdrawPrivacy' | 'standings'>;
  /** A page of what the member ordered, as they see it. */
  orders(
    memberId: string,
    cursor: string | undefined,
  ): Promise<{ orders: unknown[]; nextCursor: string | null }>;
  /** Numbers of orders that are not over. */
  openOrders(memberId: string): Promise<string[]>;
  /** Takes name, number and address off everything they ordered and were paid; again is fine. */
  forgetElsewhere(memberId: string): Promise<void>;
  /** What is owed of commission and fees, with what is on its way to them. */
  commissionFen(memberId: string): Promise<number>;
  /** What other modules keep elsewhere than under the member. */
  keptElsewhere(memberId: string): Promise<MyData['kept']>;
  /** What is left of what they paid beforehand, and were given on top. */
  storedFen(memberId: string): Promise<number>;
  /** Ends being bound to a guide; again is fine. */
  unbind(memberId: string): Promise<void>;
};

/**
 * What the law on personal information gives a member: to see and take along what is kept, to take back consents, and to be
 * forgotten after a waiting time. What books and documents must keep stays under an id that leads to nobody.
 */
export function createRights(deps: RightsDeps) {
  const { table, clock, members, dueItems } = deps;
  const requests = deletionItems(table);

  async function partitionOf(memberId: string): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await table.getDocumentClient().send(
        new RawQuery({
          TableName: table.getName(),
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': memberPartition(memberId) },
          ConsistentRead: true,
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      found.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start);
    return found;
  }

  /** Everything under the member, whichever module keeps it: nothing new can be forgotten here. */
  async function data(memberId: string, cursor: string | undefined): Promise<MyData> {
    const { orders, nextCursor } = await deps.orders(memberId, cursor);
    if (cursor !== undefined) return { kept: [], orders, nextCursor };
    const kept = (await partitionOf(memberId)).map((stored) => ({
      kind: String(stored._et),
      values: Object.fromEntries(Object.entries(stored).filter(([name]) => !technical.test(name))),
    }));
    return { kept: [...kept, ...(await deps.keptElsewhere(memberId))], orders, nextCursor };
  }

  async function toSettle(memberId: string): Promise<ToSettle> {
    const [known, openOrders, commissionFen, storedFen] = await Promise.all([
      members.read(memberId, { consistent: true }),
      deps.openOrders(memberId),
      deps.commissionFen(memberId),
      deps.storedFen(memberId),
    ]);
    return {
      openOrders,
      commissionFen,
      storedFen,
      roles: (known?.roles.length ?? 0) + (known?.suspended.length ?? 0),
    };
  }
  const isSettled = ({ openOrders, roles, commissionFen, storedFen }: ToSettle) =>
    openOrders.length === 0 && roles === 0 && commissionFen === 0 && storedFen === 0;

  async function read(memberId: string) {
    const { Item } = await requests
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  async function deletion(memberId: string): Promise<Deletion> {
    const [stored, settle, { deletionWaitingDays }] = await Promise.all([
      read(memberId),
      toSettle(memberId),
      deps.settings.current(),
    ]);
    return {
      state: stored?.state ?? null,
      askedAtMs: stored?.askedAtMs ?? null,
      dueAtMs: stored?.dueAtMs ?? null,
      waitingDays: deletionWaitingDays,
      toSettle: settle,
    };
  }

  async function request(memberId: string): Promise<Result<Deletion, 'deletion_blocked' | 'busy'>> {
    const { deletionWaitingDays } = await deps.settings.current();
    const done = await runCommand<null, 'deletion_blocked'>(deps, {
      command: null,
      async attempt() {
        const before = await read(memberId);
        if (before && before.state !== 'cancelled') return ok(null);
        if (!isSettled(await toSettle(memberId))) return fail('deletion_blocked');
        const askedAtMs = clock.nowMs();
        const dueAtMs = askedAtMs + deletionWaitingDays * dayMs;
        return {
          writes: [
            write(
              'request',
              requests
                .build(PutTransaction)
                .item({
                  memberId,
                  state: 'waiting',
                  askedAtMs,
                  dueAtMs,
                  putOff: 0,
                  gsi1pk: deletionRequests,
                  gsi1sk: `${String(askedAtMs).padStart(15, '0')}#${memberId}`,
                  ...dueItems.waits(memberId, { kind: deletionDue, atMs: dueAtMs }),
                })
                .options({
                  condition: before
                    ? { attr: 'state', eq: 'cancelled' }
                    : { attr: 'memberId', exists: false },
                }),
            ),
          ],
          value: null,
          refused: { request: 'again' },
        };
      },
    });
    return done.ok ? ok(await deletion(memberId)) : done;
  }

  async function cancel(memberId: string): Promise<Result<Deletion, 'busy'>> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await read(memberId);
        if (before?.state !== 'waiting') return ok(null);
        return {
          writes: [
            write(
              'request',
              requests
                .build(UpdateTransaction)
                .item({
                  memberId,
                  state: 'cancelled',
                  endedAtMs: clock.nowMs(),
                  ...dueItems.waitsNow(memberId, null),
                })
                .options({ condition: { attr: 'state', eq: 'waiting' } }),
            ),
          ],
          value: null,
          refused: { request: 'again' },
        };
      },
    });
    return done.ok ? ok(await deletion(memberId)) : done;
  }

  async function withdraw(memberId: string, consent: Consent): Promise<Result<null, 'busy'>> {
    if (consent === 'privacy') return members.withdrawPrivacy(memberId);
    const recorded = await recordReading(deps);
    if (!recorded.ok) return recorded;
    if (consent === 'guide') await deps.unbind(memberId);
    else await drop(memberId, (sk) => sk.startsWith('SUBSCRIPTION#'));
    return ok(null);
  }

  /** Removes what lies under a member. */
  async function drop(memberId: string, isMeant: (sk: string) => boolean): Promise<void> {
    const keys = (await partitionOf(memberId))
      .map(({ pk, sk }) => ({ pk, sk: String(sk) }))
      .filter(({ sk }) => isMeant(sk));
    for (let from = 0; from < keys.length; from += deletedAtOnce) {
      let left = keys.slice(from, from + deletedAtOnce).map((Key) => ({ DeleteRequest: { Key } }));
      while (left.length > 0) {
        const { UnprocessedItems } = await table
          .getDocumentClient()
          .send(new BatchWriteCommand({ RequestItems: { [table.getName()]: left } }));
        left = (UnprocessedItems?.[table.getName()] ?? []) as typeof left;
      }
    }
  }

  /**
   * When it is due: whoever has something open waits another day. The ways in are closed first; a minute later, when nobody
   * comes in by them any more, the rest goes, and each step can be done again.
   */
  async function forget(memberId: string): Promise<void> {
    const stored = await read(memberId);
    if (!stored || stored.state === 'cancelled' || stored.state === 'done') return;
    if (stored.state === 'waiting') {
      if (clock.nowMs() < stored.dueAtMs) return;
      if (!isSettled(await toSettle(memberId)))
        return putOff(memberId, { state: 'waiting', putOff: stored.putOff });
    }
    const begun = await runCommand<boolean, never>(deps, {
      command: null,
      async attempt() {
        const now = await read(memberId);
        if (now?.state === 'deleting') return ok(true);
        if (now?.state !== 'waiting') return ok(false);
        return {
          writes: [
            write(
              'request',
              requests
                .build(UpdateTransaction)
                .item({
                  memberId,
                  state: 'deleting',
                  ...dueItems.waitsNow(memberId, { kind: deletionDue, atMs: clock.nowMs() + closedForMs }),
                })
                .options({ condition: { attr: 'state', eq: 'waiting' } }),
            ),
            ...(await members.forgetPerson(memberId)),
          ],
          value: false,
          refused: { '*': 'again' },
        };
      },
    });
    const isClosed = unlessBusy(begun, 'forgetting');
    // Others may go on for seconds as if nothing had happened: what they order meanwhile is seen when it is due again.
    if (!isClosed.ok || !isClosed.value) {
      members.standings.forget(memberId);
      return;
    }
    const everyId = [memberId, ...(await members.joinedOf(memberId))];
    for (const id of everyId) members.standings.forget(id);
    // Between the look and the closing something was ordered, whose address is needed until it is there; or stored value was
    // taken over, which lies under the member and would go with the rest.
    const isOpen = async () => {
      const [orders, storedFen, commissionFen] = await Promise.all([
        deps.openOrders(memberId),
        deps.storedFen(memberId),
        deps.commissionFen(memberId),
      ]);
      return orders.length > 0 || storedFen > 0 || commissionFen !== 0;
    };
    const closed = { state: 'deleting', putOff: stored.putOff } as const;
    if (await isOpen()) return putOff(memberId, closed);
    await deps.forgetElsewhere(memberId);
    for (const id of everyId) await drop(id, (sk) => sk !== 'PROFILE' && sk !== deletionSortKey);
    if (await isOpen()) return putOff(memberId, closed);
    unlessBusy(
      await runCommand<null, never>(deps, {
        command: null,
        attempt: () => ({
          writes: [
            write(
              'request',
              requests
                .build(UpdateTransaction)
                .item({
                  memberId,
                  state: 'done',
                  endedAtMs: clock.nowMs(),
                  gsi4pk: $remove(),
                  gsi4sk: $remove(),
                })
                .options({ condition: { attr: 'state', eq: 'deleting' } }),
            ),
          ],
          value: null,
          refused: { request: ok(null) },
        }),
      }),
      'forgetting',
    );
  }

  async function putOff(
    memberId: string,
    { state, putOff: times }: { state: 'waiting' | 'deleting'; putOff: number },
  ): Promise<void> {
    const dueAtMs = clock.nowMs() + dayMs;
    await runCommand<null, never>(deps, {
      command: null,
      attempt: () => ({
        writes: [
          write(
            'request',
            requests
              .build(UpdateTransaction)
              .item({
                memberId,
                dueAtMs,
                putOff: times + 1,
                ...dueItems.waitsNow(memberId, { kind: deletionDue, atMs: dueAtMs }),
              })
              .options({
                condition: {
                  and: [
                    { attr: 'state', eq: state },
                    { attr: 'putOff', eq: times },
                  ],
                },
              }),
          ),
        ],
        value: null,
        refused: { request: ok(null) },
      }),
    });
  }

  function list(page: { limit: number; cursor?: string | undefined }): Promise<Page<DeletionRequest>> {
    return filledPage<Record<string, unknown>, DeletionRequest>({
      limit: page.limit,
      cursor: page.cursor,
      async read(count, after) {
        const { Items } = await table
          .build(QueryCommand)
          .query({
            index: indexNames.byOwner,
            partition: deletionRequests,
            ...(after === undefined ? {} : { range: { lt: after } }),
          })
          .options({ limit: count, reverse: true })
          .send();
        return Items ?? [];
      },
      cursorOf: ({ gsi1sk }) => String(gsi1sk),
      async look(found) {
        const stored = await readBatch(
          table,
          found.map(({ pk }) =>
            requests.build(BatchGetRequest).key({ memberId: String(pk).slice(memberPartition('').length) }),
          ),
        );
        return stored.map((one) =>
          one
            ? {
                memberId: one.memberId,
                state: one.state,
                askedAtMs: one.askedAtMs,
                dueAtMs: one.dueAtMs,
                endedAtMs: one.endedAtMs ?? null,
                putOff: one.putOff,
              }
            : null,
        );
      },
    });
  }

  return { data, deletion, request, cancel, withdraw, forget, list };
}
export type Rights = ReturnType<typeof createRights>;
