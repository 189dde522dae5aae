import type { Location } from '@jindian/shared/contract/places/network';
import type { System } from '../../entry/system.ts';
import type { TransferStep } from '../../goods/transfers/types.ts';
import { commandClaim } from '../../platform/idempotency.ts';
import type { Result } from '../../platform/result.ts';
import { demoTradeOf } from './catalog/index.ts';
import {
  tourChangdaoBranchId,
  tourShanghaiHuangpuBranchId,
  tourShanghaiJinganBranchId,
  tourYantaiZhifuBranchId,
} from './network/tour.ts';
import { personas } from './people.ts';

type PersonaId = 'hq' | 'clerk-zhou' | 'clerk-xu' | 'clerk-sun' | 'manager-yu';

/** What is between owners, in the demo: appliances leave a dealer little, fruit and beef a lot. */
const demoPrices = {
  defaultBasisPoints: 6_600,
  basisPointsByCategory: {
    'appliances.fridge': 8_200,
    'appliances.laundry': 8_000,
    'appliances.tv': 8_500,
    'fruit.citrus': 5_800,
    'shoes.running': 5_500,
  },
  priceFenBySku: {},
};
const incentiveFen = 3_000;

/**
 * Dealers' contracts, the price list between owners, and transfers in several states around the branches of the tour.
 * All by the modules' own commands; a transfer of goods that a place does not have in this demo is left out.
 */
export async function seedDemoStock(system: System, locations: readonly Location[]): Promise<void> {
  const { transfers, ownership, inventory, catalog } = system;
  const must = <T>(result: Result<T>): T => {
    if (!result.ok) throw new Error(`demo stock: ${result.code} ${JSON.stringify(result.params ?? {})}`);
    return result.value;
  };
  const first = { by: 'demo', revision: 0, note: '演示', command: null };
  must(await ownership.prices.publishContent(demoPrices, first));

  const dealerOf = (locationId: string) => locations.find(({ id }) => id === locationId)?.ownerId ?? 'hq';
  const islandDealer = dealerOf(tourChangdaoBranchId);
  const others = [...new Set(locations.map(({ ownerId }) => ownerId))].filter(
    (ownerId) => ownerId !== 'hq' && ownerId !== islandDealer,
  );
  const { products } = await catalog.current();
  const bigThings = products
    .filter(({ categoryId, weightGrams }) => demoTradeOf(categoryId) === 'appliances' && weightGrams > 30_000)
    .flatMap(({ skus }) => skus.slice(0, 1).map(({ id }) => id));
  const by = { memberId: 'demo', side: 'owner' as const, revision: 0 };
  must(await ownership.setSharing(islandDealer, { mode: 'except', skuIds: bigThings.slice(0, 3) }, by));
  for (const [index, ownerId] of others.slice(0, 4).entries()) {
    const terms = index % 2 === 0 ? { mode: 'none' as const } : { mode: 'only' as const };
    const skuIds = terms.mode === 'only' ? bigThings.slice(0, 2) : [];
    must(
      await ownership.setSharing(
        ownerId,
        { ...terms, skuIds },
        { memberId: 'demo', side: 'hq', revision: 0 },
      ),
    );
  }
  await ownership.sharing.rebuild();

  let keys = 0;
  const claim = () => {
    keys += 1;
    return commandClaim('demo', 'demo', `demo-transfer-${keys}`, null);
  };
  const principal = async (id: PersonaId) => {
    const { openid } = personas.find((persona) => persona.id === id) as { openid: string };
    return system.members.memberForWechat({ openid });
  };

  async function transfer(
    fromLocationId: string,
    toLocationId: string,
    lineCount: number,
    quantity: number,
    asks: PersonaId,
    steps: readonly [PersonaId, TransferStep][],
  ): Promise<void> {
    const levels = await inventory.levelsAt(fromLocationId);
    const lines = levels
      .filter(({ available }) => available >= quantity + 2)
      .slice(0, lineCount)
      .map(({ skuId }) => ({ skuId, quantity }));
    if (lines.length < lineCount) return;
    const { id } = must(
      await transfers.request(toLocationId, { fromLocationId, lines }, await principal(asks), claim()),
    );
    for (const [who, step] of steps) must(await transfers.act(id, step, await principal(who), claim()));
  }

  const huangpu = tourShanghaiHuangpuBranchId;
  const jingan = tourShanghaiJinganBranchId;
  const zhifu = tourYantaiZhifuBranchId;
  const changdao = tourChangdaoBranchId;
  await transfer(jingan, huangpu, 2, 2, 'clerk-zhou', []);
  await transfer(huangpu, jingan, 1, 3, 'clerk-xu', [
    ['clerk-zhou', { action: 'approve' }],
    ['clerk-zhou', { action: 'ship' }],
  ]);
  await transfer(changdao, zhifu, 2, 1, 'clerk-sun', [
    ['hq', { action: 'approve', incentiveFen }],
    ['manager-yu', { action: 'ship' }],
    ['clerk-sun', { action: 'receive' }],
  ]);
  await transfer(zhifu, changdao, 1, 2, 'manager-yu', [['clerk-sun', { action: 'approve' }]]);
}
