import { expect, test } from 'vitest';
import { createAuditLog } from '../../platform/audit.ts';
import { createIds } from '../../platform/ids.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createKeepUp } from './keep-up.ts';
import type { FenLeg } from './rules.ts';
import { createLedger } from './service.ts';

test('what waits is paid within a second of the money it waited for, and not a minute later', async () => {
  const opened = await openTable();
  const { clock } = opened;
  const ledger = createLedger({ ...opened, overdraft: () => 0 });
  const audit = createAuditLog({ ...opened, ids: createIds(clock) });
  const keepUp = createKeepUp({ clock, ledger, audit, logger: { info: () => undefined }, isAlone: false });
  const post = (id: string, debit: FenLeg['debit'], credit: FenLeg['credit']) =>
    ledger.post({
      id,
      kind: 'fee',
      orderId: null,
      reason: null,
      atMs: clock.nowMs(),
      legs: [{ debit, credit, amountFen: 100 }],
    });
  await post('fee:1', 'fund-pool', 'courier:C1');
  await keepUp();
  expect((await ledger.find('fee:1'))?.state).toBe('pending');
  clock.advance(2_000);
  await post('deposit:1', 'hq-cash', 'fund-pool');
  await keepUp();
  expect((await ledger.find('fee:1'))?.state).toBe('posted');
  await opened.close();
});
