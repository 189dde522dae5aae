import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { ImportKind } from '@jindian/shared/contract/goods/imports';
import { dayMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from '../../platform/clock.ts';
import { Entity } from '../../platform/entity.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';

/** Longer than the portions, so that none outlives what says whose it is. */
const keptMs = 4 * dayMs;

/** Whose an import is, and of what: nobody adds to another's, and to one that is finished nobody adds at all. */
export function createImportRecords({ table, clock }: { table: JindianTable; clock: Clock }) {
  const records = new Entity({
    name: 'Import',
    table,
    timestamps: false,
    schema: item({
      importId: string().key(),
      kind: string(),
      by: string(),
      state: string().enum('open', 'finished'),
      expiresAtS: number(),
    }),
    computeKey: ({ importId }: { importId: string }) => ({ pk: `IMPORTOF#${importId}`, sk: 'IMPORT' }),
  });
  const read = async (importId: string) =>
    (await records.build(GetItemCommand).key({ importId }).options({ consistent: true }).send()).Item;

  /** The record as it is; begun by the first portion. */
  async function begun(importId: string, kind: ImportKind, by: string) {
    const there = await read(importId);
    if (there) return there;
    const expiresAtS = Math.ceil((clock.nowMs() + keptMs) / 1000);
    const made = { importId, kind, by, state: 'open' as const, expiresAtS };
    try {
      await records
        .build(PutItemCommand)
        .item(made)
        .options({ condition: { attr: 'importId', exists: false } })
        .send();
      return made;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return (await read(importId)) ?? made;
    }
  }

  async function own(importId: string, kind: ImportKind, by: string): Promise<Result<'open' | 'finished'>> {
    const record = await begun(importId, kind, by);
    if (record.by !== by) return fail('not_found');
    if (record.kind !== kind) return fail('invalid_request', { detail: `kind: ${record.kind}` });
    return ok(record.state);
  }

  async function become(importId: string, state: 'open' | 'finished'): Promise<void> {
    await records.build(UpdateItemCommand).item({ importId, state }).send();
  }

  return {
    /** Before a portion is taken. */
    async takes(importId: string, kind: ImportKind, by: string): Promise<Result<null>> {
      const state = await own(importId, kind, by);
      if (!state.ok) return state;
      return state.value === 'open' ? ok(null) : fail('transition_refused', { state: state.value });
    },
    /** Around the end of an import: closed to portions first, and open again where it could not be finished. */
    async sealed<T>(
      importId: string,
      kind: ImportKind,
      by: string,
      finish: () => Promise<Result<T>>,
    ): Promise<Result<T>> {
      const state = await own(importId, kind, by);
      if (!state.ok) return state;
      if (state.value === 'open') await become(importId, 'finished');
      const done = await finish();
      if (!done.ok && state.value === 'open') await become(importId, 'open');
      return done;
    },
  };
}
