/**
 * Applies updates. All operands are read from the item as it was before the update, and list positions mean the positions
 * before the update, as the service does.
 */
import { sortSet } from './checks/attribute-values.ts';
import { calculate } from './decimal.ts';
import type { Operand, UpdateAction } from './expressions/ast.ts';
import { valueAt } from './expressions/documents.ts';
import { invalid } from './failures.ts';
import type { AttributeMap, AttributeValue } from './model.ts';

type SetType = 'SS' | 'NS' | 'BS';

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NO_SUCH_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';
const BAD_PATH = 'The document path provided in the update expression is invalid for update';

export function copyValue(value: AttributeValue): AttributeValue {
  if (value.M !== undefined) return { M: copyItem(value.M) };
  if (value.L !== undefined) return { L: value.L.map(copyValue) };
  return value;
}

export function copyItem(item: AttributeMap): AttributeMap {
  const copy: AttributeMap = {};
  for (const name of Object.keys(item)) copy[name] = copyValue(item[name]!);
  return copy;
}

/** The item after the update. `before` is left as it is. Throws ValidationException. */
export function applyUpdate(
  before: AttributeMap,
  actions: readonly UpdateAction[],
  values: AttributeMap,
): AttributeMap {
  const after = copyTouched(before, actions);
  const written = actions.map(({ kind, operand }) =>
    kind === 'SET' ? resolve(operand!, before, values) : undefined,
  );
  const touchedLists = new Set<AttributeValue[]>();
  actions.forEach((action, i) => {
    apply(action, written[i], after, values, touchedLists);
  });
  // Gaps are left by removals and by writes beyond a list's end; only now do the later elements move up.
  for (const list of touchedLists) {
    const kept = list.filter((element) => element !== undefined);
    list.length = 0;
    list.push(...kept);
  }
  return after;
}

/** A copy in which whatever the actions reach into is a copy too. */
function copyTouched(item: AttributeMap, actions: readonly UpdateAction[]): AttributeMap {
  const copy = { ...item };
  for (const { path } of actions) {
    const head = path[0] as string;
    if (path.length > 1 && Object.hasOwn(item, head) && copy[head] === item[head])
      copy[head] = copyValue(item[head]!);
  }
  return copy;
}

function apply(
  { kind, path, operand }: UpdateAction,
  written: AttributeValue | undefined,
  item: AttributeMap,
  values: AttributeMap,
  touchedLists: Set<AttributeValue[]>,
): void {
  const container = path.length === 1 ? { M: item } : valueAt(item, path.slice(0, -1));
  const last = path[path.length - 1]!;
  const map = typeof last === 'string' ? container?.M : undefined;
  const list = typeof last === 'number' ? container?.L : undefined;
  if (list) touchedLists.add(list);
  if (!map && !list) throw invalid(BAD_PATH);

  const existing = map ? (Object.hasOwn(map, last) ? map[last] : undefined) : list?.[last as number];
  const put = (next: AttributeValue | undefined): void => {
    if (map) {
      if (next === undefined) delete map[last];
      else map[last] = next;
    } else if (list) {
      if (next !== undefined) list[last as number] = next;
      else if (existing !== undefined) delete list[last as number];
    }
  };
  switch (kind) {
    case 'SET':
      put(written);
      break;
    case 'REMOVE':
      put(undefined);
      break;
    case 'ADD':
      put(addTo(existing, given(operand!, values)));
      break;
    case 'DELETE':
      put(deleteFrom(existing, given(operand!, values)));
      break;
  }
}

/** ADD and DELETE take a value of the request and nothing else. */
function given(operand: Operand, values: AttributeMap): AttributeValue {
  if (operand.kind === 'value') return values[operand.name]!;
  if (operand.kind === 'literal') return operand.value;
  throw new Error('ADD and DELETE take values only');
}

function addTo(existing: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (operand.N !== undefined) {
    if (existing && existing.N === undefined) throw invalid(WRONG_TYPE);
    return sum('plus', existing?.N ?? '0', operand.N);
  }
  if (operand.L !== undefined) {
    if (existing && !existing.L) throw invalid(WRONG_TYPE);
    return { L: [...(existing?.L ?? []), ...operand.L] };
  }
  const type = setType(operand);
  const members = existing?.[type];
  if (existing && !members) throw invalid(WRONG_TYPE);
  const known = members ?? [];
  return { [type]: sortSet(type, [...known, ...operand[type]!.filter((member) => !known.includes(member))]) };
}

function deleteFrom(
  existing: AttributeValue | undefined,
  operand: AttributeValue,
): AttributeValue | undefined {
  if (!existing) return undefined;
  const type = setType(operand);
  const members = existing[type];
  if (!members) throw invalid(WRONG_TYPE);
  const left = members.filter((member) => !operand[type]!.includes(member));
  return left.length > 0 ? { [type]: left } : undefined;
}

function setType(value: AttributeValue): SetType {
  if (value.SS) return 'SS';
  if (value.NS) return 'NS';
  if (value.BS) return 'BS';
  throw invalid(WRONG_TYPE);
}

function resolve(operand: Operand, item: AttributeMap, values: AttributeMap): AttributeValue {
  const value = resolveIfThere(operand, item, values);
  if (!value) throw invalid(NO_SUCH_ATTRIBUTE);
  return value;
}

function resolveIfThere(
  operand: Operand,
  item: AttributeMap,
  values: AttributeMap,
): AttributeValue | undefined {
  if (operand.kind === 'path') {
    const value = valueAt(item, operand.path);
    return value && copyValue(value);
  }
  if (operand.kind === 'value') return copyValue(values[operand.name]!);
  if (operand.kind === 'literal') return copyValue(operand.value);
  const [first, second] = operand.operands as [Operand, Operand];
  if (operand.name === 'if_not_exists')
    return resolveIfThere(first, item, values) ?? resolve(second, item, values);
  const left = resolve(first, item, values);
  const right = resolve(second, item, values);
  if (operand.name === 'list_append') {
    if (!left.L || !right.L) throw invalid(WRONG_TYPE);
    return { L: [...left.L, ...right.L] };
  }
  if (left.N === undefined || right.N === undefined) throw invalid(WRONG_TYPE);
  return sum(operand.name === '-' ? 'minus' : 'plus', left.N, right.N);
}

function sum(operation: 'plus' | 'minus', left: string, right: string): AttributeValue {
  const result = calculate(operation, left, right);
  if ('problem' in result) throw invalid(result.problem);
  return { N: result.text };
}
