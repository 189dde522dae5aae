import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { ResolvedCode } from '@jindian/shared/contract/goods/storefront';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { opaqueCode } from '../../platform/ids.ts';
import type { AttributionItems } from './items.ts';
import { codeTarget } from './rules.ts';

export type SellerOfCode = { sellerId: string; sellerName: string; locationId: string };

/** Opaque codes: what is printed says nothing about whom or what it stands for, and cannot be guessed. */
export function createCodes(deps: { items: AttributionItems; codeSecret(): string }) {
  const { items, codeSecret } = deps;

  /** Writes what the code stands for. Minting again gives the same code, with the guide's present name and branch. */
  async function mint(resolved: ResolvedCode): Promise<string> {
    const target = codeTarget(resolved);
    const code = opaqueCode(codeSecret(), target);
    const put = items.codes
      .build(PutItemCommand)
      .item({ ...resolved, code, target })
      .options({
        condition: {
          or: [
            { attr: 'code', exists: false },
            { attr: 'target', eq: target },
          ],
        },
      });
    try {
      await put.send();
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new Error('one code for two things: take another code secret', { cause: error });
    }
    return code;
  }

  async function resolve(code: string): Promise<ResolvedCode | null> {
    const { Item } = await items.codes
      .build(GetItemCommand)
      .key({ code })
      .options({ consistent: true })
      .send();
    if (!Item) return null;
    const { kind, locationId, productId, sellerId, sellerName } = Item;
    if (kind === 'product' && productId !== undefined) return { kind, locationId, productId };
    if (kind === 'guide' && sellerId !== undefined && sellerName !== undefined) {
      return { kind, sellerId, sellerName, locationId };
    }
    throw new Error(`code ${kind} is not complete`);
  }

  return {
    mintProductCode: (locationId: string, productId: string): Promise<string> =>
      mint({ kind: 'product', locationId, productId }),
    mintGuideCode: (seller: SellerOfCode): Promise<string> => mint({ kind: 'guide', ...seller }),
    resolve,
  };
}
