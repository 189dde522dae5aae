import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { pointsAccount } from '../../../money/ledger/rules.ts';
import type { Ledger } from '../../../money/ledger/service.ts';
import type { DueItems } from '../../../platform/due-items.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';
import { purseItems } from './items.ts';
import { emptyPurse, nextLookMs, type Purse } from './purse.ts';

export const expiryKind = 'points.expiry';
/** Refused: somebody else moved points of this member in between. */
export const purseLabel = 'points purse';

export type HeldPurse = { purse: Purse; version: number };

/** Purses as they lie in the table: read with their version, and written only over that one. */
export function createPurses(deps: {
  table: JindianTable;
  ledger: Pick<Ledger, 'amountsOf'>;
  dueItems: Pick<DueItems, 'waits'>;
}) {
  const items = purseItems(deps.table);

  async function read(memberId: string): Promise<HeldPurse> {
    const { Item } = await items.build(GetItemCommand).key({ memberId }).options({ consistent: true }).send();
    if (Item) {
      const lots = Item.lots.map((lot) => ({ ...lot, expiresAtMs: lot.expiresAtMs ?? null }));
      return { purse: { lots, owed: Item.owed }, version: Item.version };
    }
    // From before points had lots: what was taken over from another system stays good.
    const account = pointsAccount(memberId);
    const left = (await deps.ledger.amountsOf([account])).get(account)?.available ?? 0;
    const lots = left > 0 ? [{ expiresAtMs: null, left, expired: 0 }] : [];
    return { purse: { ...emptyPurse, lots }, version: 0 };
  }

  const isAt = (version: number) =>
    version === 0
      ? ({ attr: 'memberId', exists: false } as const)
      : ({ attr: 'version', eq: version } as const);

  function putWrite(memberId: string, purse: Purse, version: number, noticeDays: number): Write {
    const atMs = nextLookMs(purse, noticeDays);
    const put = items.build(PutTransaction).item({
      memberId,
      version: version + 1,
      owed: purse.owed,
      lots: purse.lots.map(({ expiresAtMs, left, expired, isTold }) => ({
        left,
        expired,
        ...(expiresAtMs === null ? {} : { expiresAtMs }),
        ...(isTold ? { isTold } : {}),
      })),
      ...deps.dueItems.waits(memberId, atMs === null ? null : { kind: expiryKind, atMs }),
    });
    return write(purseLabel, put.options({ condition: isAt(version) }));
  }

  function dropWrite(memberId: string, version: number): Write {
    const drop = items.build(DeleteTransaction).key({ memberId });
    return write(`${purseLabel} before`, drop.options({ condition: isAt(version) }));
  }

  return { read, putWrite, dropWrite };
}
export type Purses = ReturnType<typeof createPurses>;
