import type { Write } from '../../platform/transact.ts';
import type { OrderContext } from './context.ts';
import type { OrderDetail, OrderRecord } from './store.ts';

/** The channel by which the shopper came last, whoever is credited for the order, or nobody. */
export const sceneOf = ({ attribution, sceneId }: Pick<OrderDetail, 'attribution' | 'sceneId'>) =>
  attribution ? attribution.sceneId : sceneId;

/** An order that was paid counts for that channel: its goods, without delivery. */
export function soldByChannel(
  channels: Pick<OrderContext['channels'], 'soldWrites'>,
  { head, detail }: Pick<OrderRecord, 'head' | 'detail'>,
  paidAtMs: number,
): Write[] {
  const sceneId = sceneOf(detail);
  if (sceneId === undefined) return [];
  const { attribution, lines } = detail;
  return channels.soldWrites(sceneId, {
    memberId: head.memberId,
    locationId: attribution?.locationId ?? null,
    paidAtMs,
    orders: 1,
    salesFen: attribution?.baseFen ?? lines.reduce((sum, { netFen }) => sum + netFen, 0),
  });
}
