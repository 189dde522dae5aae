/** An item together with the forms that are needed again and again, each worked out once. */
import { itemBytes } from './item-size.ts';
import type { AttributeMap } from './model.ts';

export interface StoredItem {
  item: AttributeMap;
  /** As it is stored. */
  json: string;
  /** By DynamoDB's rules, not the length of `json`. */
  bytes: number;
}

export function parseStored(json: string): StoredItem {
  const item = JSON.parse(json) as AttributeMap;
  return { item, json, bytes: itemBytes(item) };
}

export function toStored(item: AttributeMap, bytes = itemBytes(item)): StoredItem {
  return { item, json: JSON.stringify(item), bytes };
}
