import type { TransferView } from '@jindian/shared/contract/goods/transfer';
import type { Result } from '../../../platform/result.ts';
import {
  dealerBranch,
  hqBranch,
  hqWarehouse,
  otherDealerBranch,
  people,
  type TransfersFixture,
} from './transfers-fixture.ts';

export function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.code} ${JSON.stringify(result.params)}`);
  return result.value;
}

export const lines = [
  { skuId: 'P004-01', quantity: 6 },
  { skuId: 'P013-01', quantity: 4 },
];

/** What people do with transfers, in a fixture that is open once the tests run. */
export function createSteps(fixture: () => TransfersFixture) {
  /** HQ's branch asks the dealer for goods. */
  async function asked(to = hqBranch): Promise<TransferView> {
    const who = to === hqBranch ? people.hqBranchClerk : people.otherDealerManager;
    return given(
      await fixture().transfers.request(to, { fromLocationId: dealerBranch, lines }, who, fixture().claim()),
    );
  }
  const act = (
    id: string,
    step: Parameters<TransfersFixture['transfers']['act']>[1],
    who = people.dealerClerk,
    claim = fixture().claim(),
  ) => fixture().transfers.act(id, step, who, claim);
  async function shipped(to = hqBranch) {
    const { id } = await asked(to);
    given(await act(id, { action: 'approve' }));
    return given(await act(id, { action: 'ship' }));
  }
  const audits = async () =>
    (
      await Promise.all(
        [dealerBranch, otherDealerBranch, hqBranch, hqWarehouse].map(fixture().inventory.audit),
      )
    ).flat();

  return { asked, act, shipped, audits };
}
