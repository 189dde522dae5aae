import {
  maxOrderNotes,
  type NewOrderNote,
  type OrderNote,
  type OrderNotesView,
} from '@jindian/shared/contract/serving/order-notes';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { write } from '../../platform/transact.ts';
import type { OrderContext } from './context.ts';

type Kept = OrderNote & { by: string };
type Notes = { notes: Kept[]; revision: number };

const shown = ({ by: _by, ...note }: Kept): OrderNote => note;
const answer = (orderId: string, notes: readonly Kept[]): OrderNotesView => ({
  orderId,
  items: notes.map(shown),
});

/** What colleagues leave on an order, all in one item of its own: no change of the order meets it, and no shopper reads it. */
export function createOrderNotes(
  context: Pick<OrderContext, 'table' | 'clock' | 'ids' | 'idempotency' | 'shoppers' | 'store'>,
) {
  const { table, clock, ids, shoppers, store } = context;
  const entity = new Entity({
    name: 'OrderNotes',
    table,
    timestamps: false,
    schema: item({ orderId: string().key(), notes: any(), revision: number() }),
    computeKey: ({ orderId }: { orderId: string }) => ({ pk: `ORDER_NOTES#${orderId}`, sk: 'NOTES' }),
  });

  async function read(orderId: string): Promise<Notes> {
    const { Item } = await entity.build(GetItemCommand).key({ orderId }).options({ consistent: true }).send();
    return Item ? { notes: Item.notes as Kept[], revision: Item.revision } : { notes: [], revision: 0 };
  }

  function save(orderId: string, notes: readonly Kept[], seen: number) {
    return write(
      'order notes',
      entity
        .build(PutTransaction)
        .item({ orderId, notes, revision: seen + 1 })
        .options({
          condition: seen === 0 ? { attr: 'revision', exists: false } : { attr: 'revision', eq: seen },
        }),
    );
  }

  /** Of many orders at once, for a desk; orders without any are left out. */
  async function readMany(orderIds: readonly string[]): Promise<Map<string, OrderNote[]>> {
    const unique = [...new Set(orderIds)];
    if (unique.length === 0) return new Map();
    const found = await readBatch(
      table,
      unique.map((orderId) => entity.build(BatchGetRequest).key({ orderId })),
    );
    return new Map(
      found.flatMap((one) => (one ? [[one.orderId, (one.notes as Kept[]).map(shown)] as const] : [])),
    );
  }

  /** Work items as colleagues see them. */
  async function beside<T extends { orderId: string }>(items: readonly T[]) {
    const notes = await readMany(items.map(({ orderId }) => orderId));
    return items.map((one) => {
      const staffNotes = notes.get(one.orderId) ?? [];
      return staffNotes.length === 0 ? one : { ...one, staffNotes };
    });
  }

  async function add(
    orderId: string,
    wanted: NewOrderNote,
    by: string,
    command: CommandClaim,
  ): Promise<Result<OrderNotesView>> {
    if (!(await store.read(orderId))) return fail('not_found');
    const byName = await shoppers.name(by);
    return runCommand(context, {
      command,
      async attempt() {
        const { notes, revision } = await read(orderId);
        const isThere =
          wanted.kind === 'tag' && notes.some(({ kind, text }) => kind === 'tag' && text === wanted.text);
        if (!isThere && notes.length >= maxOrderNotes) return fail('too_many_notes', { max: maxOrderNotes });
        // What it says lies with the order, and goes when its shopper is forgotten: no record keeps it.
        auditDetails({ after: { kind: wanted.kind, text: '' } });
        const note: Kept = { ...wanted, id: ids.next(), by, byName, atMs: clock.nowMs() };
        const next = isThere ? notes : [...notes, note];
        return {
          writes: [save(orderId, next, revision)],
          value: answer(orderId, next),
          refused: { 'order notes': 'again' },
        };
      },
      replay: async () => ok(answer(orderId, (await read(orderId)).notes)),
    });
  }

  /** What is gone already is gone; that it was there, and whose it was, is in the audit log. */
  async function remove(orderId: string, noteId: string): Promise<Result<OrderNotesView>> {
    return runCommand(context, {
      command: null,
      async attempt() {
        const { notes, revision } = await read(orderId);
        const gone = notes.find(({ id }) => id === noteId);
        if (!gone) return fail('not_found');
        auditDetails({ before: { kind: gone.kind, byName: gone.byName } });
        const next = notes.filter((note) => note !== gone);
        return {
          writes: [save(orderId, next, revision)],
          value: answer(orderId, next),
          refused: { 'order notes': 'again' },
        };
      },
    });
  }

  /** What they say may be of the shopper, who is forgotten. Again is fine. */
  async function forget(orderId: string): Promise<void> {
    unlessBusy(
      await runCommand<null, never>(context, {
        command: null,
        async attempt() {
          const { notes, revision } = await read(orderId);
          if (notes.length === 0) return ok(null);
          return { writes: [save(orderId, [], revision)], value: null, refused: { 'order notes': 'again' } };
        },
      }),
      "forgetting an order's notes",
    );
  }

  return {
    forget,
    list: async (orderId: string) => answer(orderId, (await read(orderId)).notes),
    beside,
    add,
    remove,
  };
}
export type OrderNotes = ReturnType<typeof createOrderNotes>;
