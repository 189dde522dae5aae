import { createHash } from 'node:crypto';
import { dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { readBatch } from './batch-read.ts';
import { canonical } from './canonical.ts';
import type { Clock } from './clock.ts';
import { Entity } from './entity.ts';
import type { JindianTable } from './table.ts';
import type { Write } from './transact.ts';

/** One command as its caller named it: whose it is, the key they gave, and what they asked for. */
export type CommandClaim = { scope: string; key: string; inputHash: string };

const keptMs = 3 * dayMs;

const keyOf = ({ scope, key }: { scope: string; key: string }) => ({ pk: `COMMAND#${scope}`, sk: key });

export function commandClaim(
  callerId: string,
  endpointId: string,
  key: string,
  input: unknown,
): CommandClaim {
  const inputHash = createHash('sha256')
    .update(`${endpointId}\n${canonical(input)}`)
    .digest('base64url');
  return { scope: callerId, key, inputHash };
}

/**
 * A command by which a step of a history was made, in twelve characters: where states go in circles, a repeat that comes
 * late finds the step that it made, and not the state.
 */
export function markOf({ scope, key, inputHash }: CommandClaim): string {
  return createHash('sha256').update(`${scope}\n${key}\n${inputHash}`).digest('base64url').slice(0, 12);
}

/**
 * Idempotency records. A record is written in the transaction of the command itself, on condition that there is
 * none: a repeat fails on that condition, changes nothing, and is answered from the record. Nothing has to be
 * read first, and there is no moment in which a crash leaves a command half claimed.
 *
 *     first time:      [record absent] ── transaction ──► record + effects
 *     repeated:        [record there, same hash]  ──────► refused by condition ──► answered from the record
 *     another input:   [record there, other hash] ──────► refused by condition ──► idempotency_key_reused
 */
export function createIdempotency(deps: { table: JindianTable; clock: Clock }) {
  const { table, clock } = deps;
  const entity = new Entity({
    name: 'Command',
    table,
    timestamps: false,
    schema: item({
      scope: string().key(),
      key: string().key(),
      inputHash: string(),
      result: any(),
      expiresAtS: number(),
    }),
    computeKey: keyOf,
  });

  /** The write that claims the command and keeps its result (small, without personal data). */
  function claim(command: CommandClaim, result: Record<string, unknown>): Write {
    const { scope, key, inputHash } = command;
    const expiresAtS = Math.ceil((clock.nowMs() + keptMs) / 1000);
    // Every command writes one: written out by hand it costs a tenth of what the toolbox makes of its schema.
    const Item = { ...keyOf(command), _et: entity.entityName, scope, key, inputHash, result, expiresAtS };
    return {
      label: 'command',
      item: {
        Put: {
          TableName: table.getName(),
          Item,
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': 'key' },
        },
      },
    };
  }

  /** What a command of that key made before; `other_input`: it was not this one. */
  async function find(command: CommandClaim) {
    const { Item } = await entity
      .build(GetItemCommand)
      .key({ scope: command.scope, key: command.key })
      .options({ consistent: true })
      .send();
    return foundOf(command, Item);
  }

  /** The same for many commands, in as few calls as there are hundreds of them. */
  async function findAll(commands: readonly CommandClaim[]) {
    const requests = commands.map(({ scope, key }) => entity.build(BatchGetRequest).key({ scope, key }));
    const found = await readBatch(table, requests, { consistent: true });
    return commands.map((command, index) => foundOf(command, found[index]));
  }

  function foundOf(command: CommandClaim, kept: { inputHash: string; result?: unknown } | undefined) {
    if (!kept) return null;
    if (kept.inputHash !== command.inputHash) return { kind: 'other_input' as const };
    return { kind: 'same' as const, result: kept.result as Record<string, unknown> };
  }

  return { claim, find, findAll };
}
export type Idempotency = ReturnType<typeof createIdempotency>;
