import type { PoolForecast } from '@jindian/shared/contract/selling/pool-forecast';
import { hourMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { fundPoolAccount } from '../../money/ledger/fund-pool.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { Entity } from '../../platform/entity.ts';
import { type Logger, needsPerson } from '../../platform/logger.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, write } from '../../platform/transact.ts';
import { forecastOf, weeksFrom } from './forecast.ts';
import type { Promised } from './promised.ts';

/** The longest return window is 90 days. */
const weeksAhead = 14;
const lookEveryMs = hourMs;

/** Whether the fund pool will have what it promised, and telling headquarters once when it will not. */
export function createPool(deps: {
  table: JindianTable;
  clock: Clock;
  logger: Pick<Logger, 'error'>;
  ledger: Pick<Ledger, 'balanceOf' | 'waitingOf'>;
  promised: Pick<Promised, 'dueIn'>;
  overdraftFen(): Promise<number>;
}) {
  const { table, clock, logger, ledger, promised } = deps;
  const notices = new Entity({
    name: 'PoolNotice',
    table,
    timestamps: false,
    schema: item({ account: string().key(), toldAtMs: number() }),
    computeKey: ({ account }: { account: string }) => ({ pk: 'POOL_NOTICE', sk: account }),
  });
  const key = { account: fundPoolAccount };
  // A process that has just begun has others beside it, which looked.
  let lookedAtMs = clock.nowMs();

  /** Since when headquarters are told that it is short; null: it is not. */
  async function toldAtMs(): Promise<number | null> {
    const { Item } = await notices.build(GetItemCommand).key(key).options({ consistent: true }).send();
    return Item?.toldAtMs ?? null;
  }

  async function forecast(): Promise<PoolForecast> {
    const nowMs = clock.nowMs();
    const [balance, waiting, dueFen, overdraftFen, told] = await Promise.all([
      ledger.balanceOf(fundPoolAccount),
      ledger.waitingOf(fundPoolAccount),
      promised.dueIn(weeksFrom(nowMs, weeksAhead), nowMs),
      deps.overdraftFen(),
      toldAtMs(),
    ]);
    return forecastOf({
      nowMs,
      balanceFen: balance.postedFen,
      overdraftFen,
      // What refunds take back comes in with what it is taken from.
      promisedFen: balance.pendingOutFen - balance.pendingInFen,
      waiting,
      dueFen,
      toldAtMs: told,
    });
  }

  /**
   * Tells once when payments wait for money, or will within the weeks that are looked at; again only after there was enough
   * in between. Of two that look at once one tells.
   */
  async function look(): Promise<void> {
    const { waiting, topUpFen, shortFromDay, toldAtMs: told } = await forecast();
    const isShort = topUpFen > 0 || waiting.count > 0;
    if (isShort === (told !== null)) return;
    if (!isShort) {
      const drop = notices.build(DeleteTransaction).key(key);
      await transact(table, [write('notice', drop)]);
      return;
    }
    const put = notices
      .build(PutTransaction)
      .item({ ...key, toldAtMs: clock.nowMs() })
      .options({ condition: { attr: 'toldAtMs', exists: false } });
    if ((await transact(table, [write('notice', put)])).kind !== 'done') return;
    logger.error(
      { topUpFen, shortFromDay, waiting: waiting.count, ...needsPerson },
      'the fund pool has too little for what it promised',
    );
  }

  /** Behind the timers of any process, now and then. */
  async function keepLooking(): Promise<void> {
    const nowMs = clock.nowMs();
    if (nowMs - lookedAtMs < lookEveryMs) return;
    lookedAtMs = nowMs;
    await look();
  }

  return { forecast, look, keepLooking, toldAtMs };
}
export type Pool = ReturnType<typeof createPool>;
