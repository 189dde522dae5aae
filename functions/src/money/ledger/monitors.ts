import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../../platform/clock.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, type Write, write } from '../../platform/transact.ts';
import type { Balances } from './balances.ts';
import { type Account, amountsFrom } from './rules.ts';

/** Tells once when what is available in an account falls below a threshold, or rises to it. */
export type Monitor = {
  id: string;
  account: string;
  direction: 'below' | 'at_least';
  threshold: number;
  createdBy: string;
  createdAtMs: number;
  /** False while the account is on the side that was told of: it is told again only after it has been back. */
  armed: boolean;
  revision: number;
  /** When it told, newest first, and what was available then. */
  firings: { atMs: number; available: number }[];
};

const keptFirings = 20;

/** What a look at the account changes; null where nothing. Pure. */
export function looked(monitor: Monitor, available: number, atMs: number): Monitor | null {
  const { direction, threshold, armed, firings } = monitor;
  const isAcross = direction === 'below' ? available < threshold : available >= threshold;
  if (isAcross !== armed) return null;
  const revision = monitor.revision + 1;
  if (!isAcross) return { ...monitor, armed: true, revision };
  const told = [{ atMs, available }, ...firings].slice(0, keptFirings);
  return { ...monitor, armed: false, revision, firings: told };
}

/**
 * Evaluated behind every fold of a watched account. A monitor changes on condition of its revision, which was read
 * before the balance: of two that look at once one tells, and a balance that is out of date tells nothing.
 */
export function createMonitors(deps: { table: JindianTable; clock: Clock; balances: Balances }) {
  const { table, clock, balances } = deps;
  const monitors = new Entity({
    name: 'LedgerMonitor',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      account: string(),
      direction: string().enum('below', 'at_least'),
      threshold: number(),
      createdBy: string(),
      createdAtMs: number(),
      armed: boolean(),
      revision: number(),
      firings: list(map({ atMs: number(), available: number() })),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: 'LEDGER_MONITORS', sk: id }),
  });

  async function all(): Promise<Monitor[]> {
    const found: Monitor[] = [];
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(QueryCommand)
        .query({ partition: 'LEDGER_MONITORS' })
        .entities(monitors)
        .options({ consistent: true, ...(exclusiveStartKey ? { exclusiveStartKey } : {}) })
        .send();
      found.push(...(page.Items ?? []));
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
    return found;
  }

  function addWrite(monitor: Omit<Monitor, 'armed' | 'revision' | 'firings'>): Write {
    const put = monitors
      .build(PutTransaction)
      .item({ ...monitor, armed: true, revision: 1, firings: [] })
      .options({ condition: { attr: 'id', exists: false } });
    return write('monitor', put);
  }

  /** Refused as `monitor` where there is none (any more). */
  function removeWrite(id: string): Write {
    const condition = { attr: 'id', exists: true } as const;
    return write('monitor', monitors.build(DeleteTransaction).key({ id }).options({ condition }));
  }

  async function change(before: Monitor, after: Monitor): Promise<boolean> {
    const put = monitors
      .build(PutTransaction)
      .item(after)
      .options({ condition: { attr: 'revision', eq: before.revision } });
    return (await transact(table, [write('monitor', put)])).kind === 'done';
  }

  /** Looks at all monitors, or at those of these accounts. Gives those that told just now. */
  async function evaluate(accounts?: readonly Account[]): Promise<Monitor[]> {
    const watched = (await all()).filter(({ account }) => !accounts || accounts.includes(account as Account));
    if (watched.length === 0) return [];
    const standings = await balances.standingsOf(watched.map(({ account }) => account as Account));
    const told: Monitor[] = [];
    for (const monitor of watched) {
      const standing = standings.get(monitor.account as Account);
      if (!standing) continue;
      const { available } = amountsFrom(monitor.account, standing.totals);
      const after = looked(monitor, available, clock.nowMs());
      if (after && (await change(monitor, after)) && !after.armed) told.push(after);
    }
    return told;
  }

  return { all, addWrite, removeWrite, evaluate };
}
export type Monitors = ReturnType<typeof createMonitors>;
