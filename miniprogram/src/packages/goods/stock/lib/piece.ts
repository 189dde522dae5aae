import type { LotView, StockCondition, StockItem } from '@jindian/shared/contract/goods/inventory';

/** Which pieces of a SKU are meant: whose, in which condition, of which lot. */
export type Piece = {
  ownerId: string;
  condition: StockCondition;
  /** Null: they have none. `new`: one that is not in the books yet. */
  lot: LotView | null | 'new';
  onHand: number;
  reserved: number;
};

export function pieceId(
  skuId: string,
  { ownerId, condition, lot }: Pick<Piece, 'ownerId' | 'condition' | 'lot'>,
) {
  const lotId = lot === 'new' ? 'new' : lot ? `${lot.expiresOn ?? ''}:${lot.code}` : '';
  return `${skuId} ${ownerId} ${condition} ${lotId}`;
}

/** Everything that can be counted of a SKU. Of one that is tracked: each lot, a new one, and what has none yet. */
export function piecesOf({ levels, tracking }: StockItem): Piece[] {
  return levels.flatMap(({ ownerId, condition, lots, onHand, reserved }): Piece[] => {
    const key = { ownerId, condition };
    if (tracking === 'none' && lots.length === 0) return [{ ...key, lot: null, onHand, reserved }];
    const known = lots.map(
      ({ code, expiresOn, onHand: ofLot, reserved: held }): Piece => ({
        ...key,
        lot: { code, expiresOn },
        onHand: ofLot,
        reserved: held,
      }),
    );
    const rest = known.reduce((left, lot) => left - lot.onHand, onHand);
    const held = known.reduce((left, lot) => left - lot.reserved, reserved);
    return [
      ...known,
      ...(rest > 0 || tracking === 'none' ? [{ ...key, lot: null, onHand: rest, reserved: held }] : []),
      ...(tracking === 'none' ? [] : [{ ...key, lot: 'new' as const, onHand: 0, reserved: 0 }]),
    ];
  });
}
