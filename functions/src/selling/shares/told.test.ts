import { expect, it } from 'vitest';
import type { Heard } from './counting.ts';
import { sharesModule } from './module.ts';

it('a share tells whose it is what the seller earned by it, and nothing of what others did', async () => {
  const heard: Heard[] = [];
  const shares = { count: async (_: string, one: Heard) => void heard.push(one) };
  const { events = [] } = sharesModule(shares as never, {} as never);
  const tell = async (type: string, data: object) => {
    for (const handler of events)
      if (handler.types.includes(type as never))
        await handler.handle({ type, data } as never, { id: 'E', atMs: 0 });
  };
  const rows = (fen: number) => [
    { lineId: '1', categoryId: 'shoes', baseFen: 10_000, basisPoints: 500, amountFen: 5 * fen },
    ...(['branch', 'second_level', 'grid_branch'] as const).map((part) => ({
      ...{ lineId: '1', categoryId: 'shoes', part, payeeId: part, baseFen: 10_000 },
      ...{ basisPoints: 100, amountFen: fen },
    })),
  ];
  const attribution = { sellerId: 'LI', baseFen: 10_000, commissionFen: 800, byLine: rows(100) };
  await tell('order.paid', { orderId: 'O', attribution });
  const commission = { amountFen: 80, byLine: rows(10) };
  await tell('refund.succeeded', { orderId: 'O', refundId: 'R', attribution, commission });
  expect(heard).toEqual([
    { kind: 'paid', salesFen: 10_000, commissionFen: 500 },
    { kind: 'refund', refundId: 'R', salesFen: 10_000, commissionFen: 50 },
  ]);
});
