/**
 * Applies a parsed UpdateExpression. All operands are read from the item as it was before the update, and list
 * positions mean the positions before the update, as the service does.
 */
import {
  Big,
  type DocumentPath,
  dynaliteDb,
  type ParsedUpdate,
  type UpdateSection,
} from './dynalite-internals.ts';
import { invalid } from './failures.ts';
import type { AttributeMap, AttributeValue } from './model.ts';

interface Operation {
  type: 'add' | 'subtract' | 'function';
  name?: 'if_not_exists' | 'list_append';
  args: Operand[];
}
type Operand = DocumentPath | Operation | AttributeValue;

type SetType = 'SS' | 'NS' | 'BS';

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NO_SUCH_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';
const BAD_PATH = 'The document path provided in the update expression is invalid for update';

const MAX_SIGNIFICANT_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

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
export function applyUpdate(before: AttributeMap, update: ParsedUpdate): AttributeMap {
  const after = copyItem(before);
  const values = update.sections.map((section) =>
    section.type === 'set' ? resolve(section.val as Operand, before) : undefined,
  );
  const touchedLists = new Set<AttributeValue[]>();
  update.sections.forEach((section, position) => {
    applySection(section, values[position], after, touchedLists);
  });
  // Gaps are left by removals and by writes beyond a list's end; only now do the later elements move up.
  for (const list of touchedLists) {
    const kept = list.filter((element) => element !== undefined);
    list.length = 0;
    list.push(...kept);
  }
  return after;
}

function applySection(
  section: UpdateSection,
  value: AttributeValue | undefined,
  item: AttributeMap,
  touchedLists: Set<AttributeValue[]>,
): void {
  const parent = dynaliteDb.mapPath(section.path.slice(0, -1), item) ?? undefined;
  const last = section.path[section.path.length - 1]!;
  const container = section.path.length === 1 ? { M: item } : parent;
  const map = typeof last === 'string' ? container?.M : undefined;
  const list = typeof last === 'number' ? container?.L : undefined;
  if (list) touchedLists.add(list);
  if (!map && !list) throw invalid(BAD_PATH);

  const existing = map ? map[last] : list?.[last as number];
  const put = (next: AttributeValue | undefined): void => {
    if (map) {
      if (next === undefined) delete map[last];
      else map[last] = next;
    } else if (list) {
      if (next !== undefined) list[last as number] = next;
      else if (existing !== undefined) delete list[last as number];
    }
  };
  switch (section.type) {
    case 'set':
      put(value);
      break;
    case 'remove':
      put(undefined);
      break;
    case 'add':
      put(addTo(existing, section.val as AttributeValue));
      break;
    case 'delete':
      put(deleteFrom(existing, section.val as AttributeValue));
      break;
  }
}

function addTo(existing: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (operand.N !== undefined) {
    if (existing && existing.N === undefined) throw invalid(WRONG_TYPE);
    return calculate('plus', existing?.N ?? '0', operand.N);
  }
  const type = setType(operand);
  const members = existing?.[type];
  if (existing && !members) throw invalid(WRONG_TYPE);
  const known = members ?? [];
  return { [type]: [...known, ...operand[type]!.filter((member) => !known.includes(member))] };
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

function isOperation(operand: Operand): operand is Operation {
  return !Array.isArray(operand) && 'type' in operand && 'args' in operand;
}

function resolve(operand: Operand, item: AttributeMap): AttributeValue {
  const value = resolveIfThere(operand, item);
  if (!value) throw invalid(NO_SUCH_ATTRIBUTE);
  return value;
}

function resolveIfThere(operand: Operand, item: AttributeMap): AttributeValue | undefined {
  if (Array.isArray(operand)) {
    const value = dynaliteDb.mapPath(operand, item);
    return value ? copyValue(value) : undefined;
  }
  if (!isOperation(operand)) return copyValue(operand);
  const [first, second] = operand.args as [Operand, Operand];
  if (operand.name === 'if_not_exists') return resolveIfThere(first, item) ?? resolve(second, item);
  const left = resolve(first, item);
  const right = resolve(second, item);
  if (operand.name === 'list_append') {
    if (!left.L || !right.L) throw invalid(WRONG_TYPE);
    return { L: [...left.L, ...right.L] };
  }
  if (left.N === undefined || right.N === undefined) throw invalid(WRONG_TYPE);
  return calculate(operand.type === 'subtract' ? 'minus' : 'plus', left.N, right.N);
}

function calculate(operation: 'plus' | 'minus', left: string, right: string): AttributeValue {
  const a = Number(left);
  const b = Number(right);
  // Most numbers are small integers, for which plain arithmetic is exact and far quicker.
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const quick = operation === 'plus' ? a + b : a - b;
    if (Number.isSafeInteger(quick)) return { N: String(quick === 0 ? 0 : quick) };
  }
  const exact = new Big(left)[operation](right);
  if (exact.c[0] !== 0) {
    if (exact.e > MAX_EXPONENT) {
      throw invalid(
        'Number overflow. Attempting to store a number with magnitude larger than supported range',
      );
    }
    if (exact.e < MIN_EXPONENT) {
      throw invalid(
        'Number underflow. Attempting to store a number with magnitude smaller than supported range',
      );
    }
    if (exact.c.length > MAX_SIGNIFICANT_DIGITS) {
      throw invalid('Number overflow. Attempting to store more than 38 significant digits in a Number');
    }
  }
  return { N: exact.toFixed() };
}
