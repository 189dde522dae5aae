import type { blindReturnSchema } from '@jindian/shared/contract/serving/returns';
import type { z } from '@jindian/shared/zod';
import { suits } from '../../goods/inventory/lots.ts';
import type { LevelDelta, MovementCause } from '../../goods/inventory/rules.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { ReturnContext } from './context.ts';

/**
 * Goods come back of which nobody can say the order: they come in as the place's own. What is paid for them is paid at the
 * till, and stands in its books; the record says how much, and who said yes.
 */
export function createBlindReturns(context: ReturnContext) {
  const { ids, inventory, catalog, network } = context;

  return function takeBackBlind(
    locationId: string,
    asked: z.output<typeof blindReturnSchema>,
    memberId: string,
    command: CommandClaim,
  ): Promise<Result<{ id: string }>> {
    return runCommand<{ id: string }>(context, {
      command,
      async attempt() {
        const [place, { sku }, tracking] = await Promise.all([
          network.location(locationId),
          catalog.current(),
          inventory.tracking(),
        ]);
        if (!place) return fail('not_found');
        if (!sku(asked.skuId)) return fail('product_not_offered');
        const { skuId, quantity, disposition } = asked;
        if (disposition === 'sellable' && !suits(tracking(skuId), null))
          return fail('lot_required', { sku: skuId });
        const id = ids.next();
        const cause: MovementCause = { type: 'return', id, by: memberId, reason: asked.reason };
        const line = (sign: 1 | -1): LevelDelta => ({
          skuId,
          ownerId: place.ownerId,
          ...(disposition === 'sellable' ? {} : { condition: 'quarantine' as const }),
          onHandDelta: sign * quantity,
          reservedDelta: 0,
        });
        const leaves = disposition === 'scrap' || disposition === 'supplier';
        auditDetails({
          targets: [
            { kind: 'return', id },
            { kind: 'location', id: locationId },
          ],
        });
        return {
          writes: inventory.combinedWrites(locationId, [
            { kind: 'return', cause, lines: [line(1)] },
            ...(leaves
              ? [
                  {
                    kind: 'condition' as const,
                    cause: { ...cause, reason: `${disposition}: ${asked.reason}` },
                    lines: [line(-1)],
                  },
                ]
              : []),
          ]),
          value: { id },
          kept: { id },
          refused: { 'level *': 'again' },
        };
      },
      replay: ({ id }) => ok({ id: String(id) }),
    });
  };
}
