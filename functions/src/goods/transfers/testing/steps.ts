import type { TransferView } from '@jindian/shared/contract/goods/transfer';
import type { Result } from '../../../platform/result.ts';
import { dealerBranch, type House, hqBranch, hqWarehouse, otherDealerBranch, people } from './house.ts';

export function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.code} ${JSON.stringify(result.params)}`);
  return result.value;
}

export const lines = [
  { skuId: 'P004-01', quantity: 6 },
  { skuId: 'P013-01', quantity: 4 },
];

/** What people do with transfers, in a house that is open once the tests run. */
export function createSteps(house: () => House) {
  /** HQ's branch asks the dealer for goods. */
  async function asked(to = hqBranch): Promise<TransferView> {
    const who = to === hqBranch ? people.hqBranchClerk : people.otherDealerManager;
    return given(
      await house().transfers.request(to, { fromLocationId: dealerBranch, lines }, who, house().claim()),
    );
  }
  const act = (
    id: string,
    step: Parameters<House['transfers']['act']>[1],
    who = people.dealerClerk,
    claim = house().claim(),
  ) => house().transfers.act(id, step, who, claim);
  async function shipped(to = hqBranch) {
    const { id } = await asked(to);
    given(await act(id, { action: 'approve' }));
    return given(await act(id, { action: 'ship' }));
  }
  const audits = async () =>
    (
      await Promise.all([dealerBranch, otherDealerBranch, hqBranch, hqWarehouse].map(house().inventory.audit))
    ).flat();

  return { asked, act, shipped, audits };
}
