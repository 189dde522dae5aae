import { codeKinds, sellerKinds } from '@jindian/shared/contract/selling/codes';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';

export function createCodeItems(table: JindianTable) {
  const codes = new Entity({
    name: 'Code',
    table,
    timestamps: false,
    schema: item({
      /** Without its check character. */
      code: string().key(),
      /** What it was made from: it is never given to anything else. */
      target: string(),
      /** What version 0.1 reads, of what it knows (`platform/migrations/registry.ts`). */
      kind: string().enum('product', 'guide').optional(),
      stands: string().enum(...codeKinds),
      sellerKind: string()
        .enum(...sellerKinds)
        .optional(),
      sellerId: string().optional(),
      sellerName: string().optional(),
      productId: string().optional(),
      locationId: string().optional(),
      table: string().optional(),
      sceneId: string().optional(),
      campaignId: string().optional(),
      /** Absent: made by version 0.1, and in no list. */
      madeAtMs: number().optional(),
      revokedAtMs: number().optional(),
      revokedBy: string().optional(),
      revokedReason: string().optional(),
    }),
    computeKey: ({ code }: { code: string }) => ({ pk: `CODE#${code}`, sk: 'CODE' }),
  });

  /** Where a code is found: by its kind, and by whatever it names. */
  const listed = new Entity({
    name: 'ListedCode',
    table,
    timestamps: false,
    schema: item({ list: string().key(), listedId: string().key(), code: string() }),
    computeKey: ({ list, listedId }: { list: string; listedId: string }) => ({
      pk: `CODES#${list}`,
      sk: listedId,
    }),
  });

  return { codes, listed };
}
export type CodeItems = ReturnType<typeof createCodeItems>;
