import type { Product } from '@jindian/shared/contract/goods/catalog';
import type { ProductBody } from '@jindian/shared/contract/goods/editing';
import { minuteMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from '../../platform/clock.ts';
import { Entity } from '../../platform/entity.ts';
import { randomToken } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';

const goodForMs = 30 * minuteMs;

/**
 * A product as it stands in a form that is not kept, for whoever holds a token that nobody can guess: the storefront
 * shows it by that token as it would show what is published, and to nobody else.
 */
export function createProductPreviews({ table, clock }: { table: JindianTable; clock: Clock }) {
  const previews = new Entity({
    name: 'ProductPreview',
    table,
    timestamps: false,
    schema: item({ token: string().key(), product: any(), expiresAtMs: number(), expiresAtS: number() }),
    computeKey: ({ token }: { token: string }) => ({ pk: `PREVIEW#${token}`, sk: 'PREVIEW' }),
  });

  async function make(id: string, body: ProductBody): Promise<{ token: string; expiresAtMs: number }> {
    const token = randomToken(24);
    const expiresAtMs = clock.nowMs() + goodForMs;
    await previews
      .build(PutItemCommand)
      .item({ token, product: { ...body, id }, expiresAtMs, expiresAtS: Math.ceil(expiresAtMs / 1000) })
      .send();
    return { token, expiresAtMs };
  }

  /** Null where the token is of another product, too old or of none. */
  async function read(token: string, productId: string) {
    const { Item } = await previews.build(GetItemCommand).key({ token }).options({ consistent: true }).send();
    const product = Item?.product as Product | undefined;
    const isGood = Item !== undefined && product?.id === productId && Item.expiresAtMs > clock.nowMs();
    return isGood ? { product, expiresAtMs: Item.expiresAtMs } : null;
  }

  return { make, read };
}
export type ProductPreviews = ReturnType<typeof createProductPreviews>;
