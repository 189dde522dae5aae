import { isDeepStrictEqual } from 'node:util';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * A change of some attributes of an item that has a part of several records, each with its own conditions. What one
 * transaction does to the item is one write, whoever asked for which part of it.
 */
export type ItemPatch = {
  tableName: string;
  key: { pk: string; sk: string };
  /** There is no such item yet. */
  isNew?: boolean;
  /** Undefined: taken away. */
  set: Record<string, unknown>;
  /** Taken away, unless another patch of the item sets it: what it waited for, when it waits for nothing else. */
  drop?: readonly string[];
  /** What is so still; undefined: not there. */
  equal?: Record<string, unknown>;
  /** The whole item as it was read, of plain values: it may carry what the transaction announces, if that fits in. */
  before?: Record<string, unknown>;
};

export function sameItem(a: ItemPatch, b: ItemPatch): boolean {
  return a.key.pk === b.key.pk && a.key.sk === b.key.sk && a.tableName === b.tableName;
}

/** What all patches of one item set and take away together. */
function allSet(patches: readonly ItemPatch[]): Record<string, unknown> {
  const set: Record<string, unknown> = {};
  for (const patch of patches) add(set, patch.set, patch.key.pk);
  for (const attribute of patches.flatMap(({ drop = [] }) => drop))
    if (!(attribute in set)) set[attribute] = undefined;
  return set;
}

/** Whether the item is as these patches make it. */
export function isAsPatched(patches: readonly ItemPatch[], current: Record<string, unknown>): boolean {
  return Object.entries(allSet(patches)).every(([attribute, value]) =>
    isDeepStrictEqual(current[attribute], value),
  );
}

/** All patches of one item as one write. Throws for two that do not go together: whoever asks for both has a fault. */
export function builtPatch(patches: readonly [ItemPatch, ...ItemPatch[]]): TransactItem {
  const [{ tableName, key }] = patches;
  const set = allSet(patches);
  const equal: Record<string, unknown> = {};
  for (const patch of patches) add(equal, patch.equal ?? {}, key.pk);
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const name = (attribute: string) => {
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  if (patches.some(({ isNew }) => isNew)) {
    const Item = { ...key, ...set };
    for (const [attribute, value] of Object.entries(Item))
      if (value === undefined) delete (Item as Record<string, unknown>)[attribute];
    return {
      Put: {
        TableName: tableName,
        Item,
        ConditionExpression: `attribute_not_exists(${name('pk')})`,
        ExpressionAttributeNames: names,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }
  const sets: string[] = [];
  const removes: string[] = [];
  for (const [attribute, value] of Object.entries(set)) {
    if (value === undefined) removes.push(name(attribute));
    else {
      sets.push(`${name(attribute)} = :${attribute}`);
      values[`:${attribute}`] = value;
    }
  }
  const conditions = [`attribute_exists(${name('pk')})`];
  for (const [attribute, value] of Object.entries(equal)) {
    if (value === undefined) conditions.push(`attribute_not_exists(${name(attribute)})`);
    else {
      conditions.push(`${name(attribute)} = :is_${attribute}`);
      values[`:is_${attribute}`] = value;
    }
  }
  return {
    Update: {
      TableName: tableName,
      Key: key,
      UpdateExpression: [
        sets.length > 0 ? `SET ${sets.join(', ')}` : '',
        removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: names,
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

function add(all: Record<string, unknown>, more: Record<string, unknown>, of: string): void {
  for (const [attribute, value] of Object.entries(more)) {
    if (attribute in all && all[attribute] !== value)
      throw new Error(`${of}: ${attribute} is to be two things at once`);
    all[attribute] = value;
  }
}

/** Whether the patch's own conditions were what failed, by the item as it stood. */
export function isRefusedBy(patch: ItemPatch, current: Record<string, unknown> | undefined): boolean {
  if (patch.isNew) return current !== undefined;
  if (!current) return true;
  return Object.entries(patch.equal ?? {}).some(([attribute, value]) => current[attribute] !== value);
}
