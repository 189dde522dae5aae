/**
 * Checks attribute values as they came over the wire and brings them into the form in which they are stored, in place:
 * numbers in plain decimals, sets in order. What is no attribute value's type is dropped, as the service does.
 */
import { compareNumbers, isPlainInteger, normalise } from '../decimal.ts';
import { serializationFailure } from '../failures.ts';
import type { AttributeMap, AttributeValue } from '../model.ts';
import type { Wording } from './wording.ts';

/** A value may stand at level 32, a list or map therefore at level 31. */
const MAX_LEVEL = 32;
const TOO_DEEP =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';
const EMPTY_NAME = 'Empty attribute name';
const INVALID = 'One or more parameter values were invalid: ';
const NUMERIC = 'The parameter cannot be converted to a numeric value';
const NO_TYPE = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const TWO_TYPES =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes';

const VALUE_CLASS = 'com.amazonaws.dynamodb.v20120810.AttributeValue';
const MAP_CLASS = `java.util.Map<java.lang.String, ${VALUE_CLASS}>`;

interface Walk {
  wording: Wording;
  /** Told last: what is wrong with values comes before it. */
  emptyName: boolean;
  /** Puts the values of expressions into their sentence. */
  sentence: (message: string) => string;
}

const plain = (message: string): string => message;

/** Checks a map of attributes, and changes it in place. Throws. */
export function checkAttributes(map: unknown, wording: Wording): asserts map is AttributeMap {
  if (typeof map !== 'object' || map === null) throw serializationFailure('Unexpected field type');
  if (Array.isArray(map)) throw serializationFailure(`Unrecognized collection type ${MAP_CLASS}`);
  if ('' in map) throw wording.refusal(EMPTY_NAME);
  const walk: Walk = { wording, emptyName: false, sentence: plain };
  for (const name in map) visit((map as AttributeMap)[name], 1, walk);
  if (walk.emptyName) throw wording.refusal(EMPTY_NAME);
}

/** Checks the values of expressions. Throws. */
export function checkExpressionValues(values: AttributeMap, wording: Wording): void {
  const walk: Walk = { wording, emptyName: false, sentence: plain };
  for (const name in values) {
    if (!wording.newer) {
      walk.sentence = (message) =>
        `ExpressionAttributeValues contains invalid value: ${message} for key ${name}`;
    }
    visit(values[name], 1, walk);
  }
  if (walk.emptyName) throw wording.refusal(EMPTY_NAME);
}

/** Checks one value. Throws. */
export function checkValue(value: unknown, wording: Wording): asserts value is AttributeValue {
  const walk: Walk = { wording, emptyName: false, sentence: plain };
  visit(value, 1, walk);
  if (walk.emptyName) throw wording.refusal(EMPTY_NAME);
}

function refuse(walk: Walk, message: string): never {
  throw walk.wording.refusal(walk.sentence(message));
}

function visit(value: unknown, level: number, walk: Walk): void {
  if (typeof value !== 'object' || value === null)
    throw serializationFailure('Unexpected value type in payload');
  if (Array.isArray(value)) throw serializationFailure(`Unrecognized collection type class ${VALUE_CLASS}`);
  if (level > MAX_LEVEL) refuse(walk, TOO_DEEP);
  const holder = value as Record<string, unknown>;
  let types = 0;
  for (const type in holder) {
    const content = holder[type];
    if (content === null || content === undefined || !visitContent(holder, type, content, level, walk)) {
      delete holder[type];
    } else {
      types += 1;
    }
  }
  if (types === 0) refuse(walk, NO_TYPE);
  if (types > 1) refuse(walk, TWO_TYPES);
}

/** Checks what a value holds under a type; false when there is no such type. */
function visitContent(
  holder: Record<string, unknown>,
  type: string,
  content: unknown,
  level: number,
  walk: Walk,
): boolean {
  switch (type) {
    case 'S':
      requireText(content);
      return true;
    case 'N':
      requireText(content);
      if (!isPlainInteger(content)) holder.N = storedNumber(content, walk);
      return true;
    case 'M':
      visitMap(content, level, walk);
      return true;
    case 'L':
      for (const member of requireList(content)) visit(member, level + 1, walk);
      return true;
    case 'BOOL':
      holder.BOOL = requireBoolean(content);
      return true;
    case 'NULL':
      holder.NULL = requireBoolean(content);
      if (holder.NULL !== true)
        refuse(walk, `${INVALID}Null attribute value types must have the value of true`);
      return true;
    case 'B':
      requireBytes(content);
      return true;
    case 'SS':
    case 'NS':
    case 'BS':
      holder[type] = storedSet(type, requireList(content), walk);
      return true;
    default:
      return false;
  }
}

function visitMap(content: unknown, level: number, walk: Walk): void {
  if (typeof content !== 'object' || content === null) throw serializationFailure('Unexpected field type');
  if (Array.isArray(content)) throw serializationFailure(`Unrecognized collection type ${MAP_CLASS}`);
  for (const name in content) {
    if (name === '') walk.emptyName = true;
    visit((content as AttributeMap)[name], level + 1, walk);
  }
}

function requireText(content: unknown): asserts content is string {
  if (typeof content === 'string') return;
  throw serializationFailure(notConvertible(content, 'String'));
}

/** Why something that came over the wire is no text, number or truth value. */
export function notConvertible(content: unknown, wanted: string): string {
  if (typeof content === 'boolean')
    return `${content ? 'TRUE_VALUE' : 'FALSE_VALUE'} cannot be converted to ${wanted}`;
  if (typeof content === 'number')
    return `${content % 1 === 0 ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'} cannot be converted to ${wanted}`;
  if (typeof content === 'string') return `STRING_VALUE cannot be converted to ${wanted}`;
  if (Array.isArray(content)) return `Unrecognized collection type class java.lang.${wanted}`;
  return 'Start of structure or map found where not expected';
}

function requireBoolean(content: unknown): boolean {
  if (typeof content === 'boolean') return content;
  if (typeof content !== 'string') throw serializationFailure(notConvertible(content, 'Boolean'));
  if (/^(true|1|yes)$/i.test(content)) return true;
  if (/^(false|0|no)$/i.test(content)) return false;
  throw serializationFailure('Unexpected token received from parser');
}

function requireList(content: unknown): unknown[] {
  if (Array.isArray(content)) return content;
  throw serializationFailure(
    typeof content === 'object'
      ? 'Start of structure or map found where not expected'
      : 'Unexpected field type',
  );
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function requireBytes(content: unknown): asserts content is string {
  if (typeof content === 'string') {
    if (content.length % 4) {
      throw serializationFailure(
        `Base64 encoded length is expected a multiple of 4 bytes but found: ${content.length}`,
      );
    }
    if (
      BASE64.test(content) &&
      Buffer.from(content.slice(-4), 'base64').toString('base64') === content.slice(-4)
    )
      return;
    throw serializationFailure('Invalid last non-pad Base64 character dectected');
  }
  throw serializationFailure(
    typeof content === 'object'
      ? notConvertible(content, 'ByteBuffer').replace('java.lang.', 'java.nio.')
      : 'only base-64-encoded strings are convertible to bytes',
  );
}

function storedNumber(text: string, walk: Walk): string {
  const number = normalise(text);
  if ('text' in number) return number.text;
  if (number.isNumber) refuse(walk, number.problem);
  return refuse(walk, text === '' && !walk.wording.newer ? NUMERIC : `${NUMERIC}: ${text}`);
}

type SetType = 'SS' | 'NS' | 'BS';

const EMPTY_SETS: Readonly<Record<SetType, string>> = {
  SS: 'An string set  may not be empty',
  NS: 'An number set  may not be empty',
  BS: 'Binary sets should not be empty',
};

function storedSet(type: SetType, members: unknown[], walk: Walk): string[] {
  if (members.length === 0) refuse(walk, INVALID + EMPTY_SETS[type]);
  const checked = members.map((member) => {
    if (type === 'BS') requireBytes(member);
    else requireText(member);
    return type === 'NS' && !isPlainInteger(member) ? storedNumber(member, walk) : member;
  });
  const repeat = firstRepeat(checked);
  if (repeat !== undefined) refuse(walk, repeatProblem(type, checked, repeat, walk.wording));
  return sortSet(type, checked);
}

function firstRepeat(members: readonly string[]): number | undefined {
  const seen = new Set<string>();
  for (const [place, member] of members.entries()) {
    if (seen.has(member)) return place;
    seen.add(member);
  }
  return undefined;
}

function repeatProblem(type: SetType, members: string[], repeat: number, { newer }: Wording): string {
  if (type === 'NS')
    return newer ? `${INVALID}Input collection contains duplicates.` : 'Input collection contains duplicates';
  // The newer layer lists what it had sorted so far, the member that is there already, and the rest as it came.
  const listed = newer ? [...sortSet(type, members.slice(0, repeat)), ...members.slice(repeat)] : members;
  const told = newer ? listed.map((member) => JSON.stringify(member)) : listed;
  if (type === 'SS') return `${INVALID}Input collection [${told.join(', ')}] contains duplicates.`;
  return `${INVALID}Input collection [${told.join(newer ? ',' : ', ')}]of type BS contains duplicates.`;
}

/** A set's members in the order in which the service keeps them: by their bytes, numbers by their values. */
export function sortSet(type: SetType, members: readonly string[]): string[] {
  if (members.length < 2) return [...members];
  if (type === 'NS') return [...members].sort(compareNumbers);
  const encoding = type === 'SS' ? 'utf8' : 'base64';
  return members
    .map((member) => ({ member, bytes: Buffer.from(member, encoding) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ member }) => member);
}
