import type { CodeInput, CodeMeaning } from '@jindian/shared/contract/selling/codes';
import { printedCode } from '@jindian/shared/printed-code';
import type { FormattedItem } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { type Ids, opaqueCode } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import type { CodeItems } from './items.ts';
import { listsOf, meaningOf, type SellerOfCode, targetOf } from './rules.ts';

export type StoredCode = FormattedItem<CodeItems['codes']>;
/** How often the code of the same parts may be revoked. */
export const maxRevoked = 20;

export function meaningOfStored(stored: StoredCode): CodeMeaning {
  const { stands, sellerId, sellerName, sellerKind, productId, locationId, table, sceneId, campaignId } =
    stored;
  return {
    kind: stands,
    sellerId: sellerId ?? null,
    sellerName: sellerName ?? null,
    sellerKind: sellerKind ?? null,
    productId: productId ?? null,
    locationId: locationId ?? null,
    table: table ?? null,
    sceneId: sceneId ?? null,
    campaignId: campaignId ?? null,
  };
}

/** What version 0.1 calls it, of the two that it knows. */
function kindBefore({ kind, sellerKind, ...parts }: CodeMeaning): 'product' | 'guide' | undefined {
  const { productId, locationId, table, sceneId, campaignId } = parts;
  if (locationId === null || table !== null || sceneId !== null || campaignId !== null) return undefined;
  if (kind === 'shelf') return 'product';
  return kind === 'seller' && sellerKind === 'guide' && productId === null ? 'guide' : undefined;
}

const present = <T extends object>(parts: T) =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null && value !== undefined));

/**
 * Codes as they are kept. What is printed says nothing about whom or what it stands for and cannot be guessed; the
 * same parts have the same code, so that printing twice prints the same QR; and a code that was revoked stays with
 * what it was of: its parts get another, which is always the same one, too.
 */
export function createMadeCodes(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  items: CodeItems;
  codeSecret(): string;
}) {
  const { table, clock, ids, items } = deps;

  async function read(body: string): Promise<StoredCode | null> {
    const { Item } = await items.codes
      .build(GetItemCommand)
      .key({ code: body })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  /** The body of the code of these parts. */
  async function mint(
    parts: CodeInput,
    seller: SellerOfCode | null,
  ): Promise<Result<string, 'too_many_codes' | 'busy'>> {
    const target = targetOf(parts);
    const meaning = meaningOf(parts, seller);
    return runCommand<string, 'too_many_codes'>(deps, {
      command: null,
      async attempt() {
        for (let revoked = 0; revoked <= maxRevoked; revoked += 1) {
          const code = opaqueCode(deps.codeSecret(), revoked === 0 ? target : `${target}#${revoked}`);
          const there = await read(code);
          // Revoked; or, once in a thousand brands, of something else.
          if (there && (there.revokedAtMs !== undefined || there.target !== target)) continue;
          if (there?.madeAtMs !== undefined && sameSeller(there, meaning)) return ok(code);
          auditDetails({ targets: [{ kind: 'code', id: printedCode(code) }] });
          return { writes: writesOf(code, parts, meaning, there), value: code, refused: { code: 'again' } };
        }
        return fail('too_many_codes', { max: maxRevoked });
      },
    });
  }

  function writesOf(code: string, parts: CodeInput, meaning: CodeMeaning, there: StoredCode | null) {
    const { kind, ...named } = meaning;
    const target = targetOf(parts);
    const put = items.codes.build(PutTransaction).item({
      code,
      target,
      stands: kind,
      kind: kindBefore(meaning),
      ...present(named),
      madeAtMs: there?.madeAtMs ?? clock.nowMs(),
    });
    const asRead = there
      ? {
          and: [
            { attr: 'target' as const, eq: target },
            { attr: 'revokedAtMs' as const, exists: false },
            there.madeAtMs === undefined
              ? { attr: 'madeAtMs' as const, exists: false }
              : { attr: 'madeAtMs' as const, eq: there.madeAtMs },
          ],
        }
      : { attr: 'code' as const, exists: false };
    const listedId = ids.next();
    const lists = there?.madeAtMs === undefined ? listsOf(parts) : [];
    return [
      write('code', put.options({ condition: asRead })),
      ...lists.map((list) =>
        write('list', items.listed.build(PutTransaction).item({ list, listedId, code })),
      ),
    ];
  }

  async function revoke(
    body: string,
    by: string,
    reason: string,
  ): Promise<Result<StoredCode, 'code_unknown' | 'busy'>> {
    return runCommand<StoredCode, 'code_unknown'>(deps, {
      command: null,
      async attempt() {
        const there = await read(body);
        if (!there) return fail('code_unknown');
        if (there.revokedAtMs !== undefined) return ok(there);
        const revoked = { revokedAtMs: clock.nowMs(), revokedBy: by, revokedReason: reason };
        const { sellerName: _, sellerKind: __, ...before } = meaningOfStored(there);
        auditDetails({ before: present(before) });
        const update = items.codes
          .build(UpdateTransaction)
          .item({ code: body, ...revoked })
          .options({
            condition: {
              and: [
                { attr: 'code', exists: true },
                { attr: 'revokedAtMs', exists: false },
              ],
            },
          });
        return {
          writes: [write('code', update)],
          value: { ...there, ...revoked },
          refused: { code: 'again' },
        };
      },
    });
  }

  /** The latest first. */
  async function list(
    name: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: StoredCode[]; nextCursor: string | null }> {
    const { Items = [], LastEvaluatedKey } = await table
      .build(QueryCommand)
      .query({ partition: `CODES#${name}`, ...(cursor ? { range: { lt: cursor } } : {}) })
      .entities(items.listed)
      .options({ limit, reverse: true })
      .send();
    const found = await readBatch(
      table,
      Items.map(({ code }) => items.codes.build(BatchGetRequest).key({ code })),
    );
    const last = Items.at(-1);
    return {
      items: found.flatMap((one) => (one ? [one] : [])),
      nextCursor: LastEvaluatedKey && last ? last.listedId : null,
    };
  }

  return { read, mint, revoke, list };
}

function sameSeller(there: StoredCode, { sellerName, sellerKind, locationId }: CodeMeaning): boolean {
  return (
    (there.sellerName ?? null) === sellerName &&
    (there.sellerKind ?? null) === sellerKind &&
    (there.locationId ?? null) === locationId
  );
}
