import { readYuan } from '@jindian/shared/money';
import type { z } from '@jindian/shared/zod';
import { formatMinuteOfDay } from '../format.ts';
import type { FormFields } from './fields.ts';

/**
 * Where a field is not called as the schema calls its value: path in the schema → name in the form. A `*` in both
 * stands for the place in a list.
 */
export type FieldNames = Readonly<Record<string, string>>;

/** How the fields of a form differ from what the schema alone would make of them. */
export type FormShape = {
  names?: FieldNames;
  /** Paths of numbers that people write in a thousand times the unit: kilometres, kilograms. */
  thousandths?: readonly string[];
  /** Paths of numbers that are 0 where nothing is written. */
  zeros?: readonly string[];
};

/** `bands.3.feeFen` → `bands.*.feeFen`. */
export function anyPlace(path: string): string {
  return path.replace(/\.\d+(?=\.|$)/g, '.*');
}

/** What the field of a value is called. */
export function fieldName(path: string, names: FieldNames = {}): string {
  if (Object.hasOwn(names, path)) return names[path] as string;
  const open = anyPlace(path);
  if (!Object.hasOwn(names, open)) return path;
  const places = path.split('.').filter((part) => /^\d+$/.test(part));
  return (names[open] as string).replace(/\*/g, () => places.shift() ?? '*');
}

const hasPath = (paths: readonly string[] | undefined, path: string) =>
  paths?.includes(path) || paths?.includes(anyPlace(path));

const maxItems = 200;

/** `66`, `66.5` → basis points; null where it is no percentage. */
export function readPercent(text: string): number | null {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text.trim())) return null;
  const basisPoints = Math.round(Number(text) * 100);
  return basisPoints <= 10_000 ? basisPoints : null;
}

/** `08:30` → minutes of the day. */
function readMinuteOfDay(text: string): number | null {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/.exec(text.trim());
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : null;
}

/** How a person writes an amount of this unit; the unit is the end of the value's name, before a `By…`. */
type Unit = { read(text: string): number | null; write(value: number): string };
const units: readonly [ending: string, unit: Unit][] = [
  ['Fen', { read: readYuan, write: (fen) => String(fen / 100) }],
  ['BasisPoints', { read: readPercent, write: (points) => String(points / 100) }],
  ['Minute', { read: readMinuteOfDay, write: formatMinuteOfDay }],
];
const thousandthUnit: Unit = {
  read: (text) => (/^\d{1,6}(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * 1000) : null),
  write: (value) => String(value / 1000),
};

function unitOf(path: string, { thousandths }: FormShape): Unit | undefined {
  if (hasPath(thousandths, path)) return thousandthUnit;
  const named = (path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '').replace(/By[A-Z]\w*$/, '');
  return units.find(([ending]) => named.toLowerCase().endsWith(ending.toLowerCase()))?.[1];
}

function numberFrom(text: string, path: string, shape: FormShape): unknown {
  if (text === '' && hasPath(shape.zeros, path)) return 0;
  const unit = unitOf(path, shape);
  if (unit) return unit.read(text) ?? text;
  return /^[-+]?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
}

type Definition = {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  valueType?: z.ZodType;
  options?: readonly z.ZodType[];
  discriminator?: string;
  values?: readonly unknown[];
};

function definitionOf(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}

/**
 * The value that a form's texts mean to a schema. What does not read as the type that is wanted stays the text that it
 * is, so that the schema refuses it by its path; nothing here decides what is valid.
 *
 *     numbers   as digits; in yuan where the name ends in Fen, in percent in BasisPoints, as a time in Minute
 *     booleans  `yes`, `on` or `true`; a checkbox that is not ticked is not sent
 *     lists     of texts: every field of the name, divided at spaces and commas; of objects: `lines.0.skuId`
 *     records   `prices.<key>`, empty ones left out
 */
export function valueFrom(schema: z.ZodType, fields: FormFields, shape: FormShape = {}, path = ''): unknown {
  const definition = definitionOf(schema);
  const name = fieldName(path, shape.names);
  const under = (part: string) => (path === '' ? part : `${path}.${part}`);
  switch (definition.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable': {
      const given = fields.names().some((sent) => isUnder(sent, name) && fields.text(sent).trim() !== '');
      if (!given) return definition.type === 'nullable' ? null : undefined;
      return valueFrom(definition.innerType as z.ZodType, fields, shape, path);
    }
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return valueFrom(definition.innerType as z.ZodType, fields, shape, path);
    case 'pipe':
      return valueFrom(definition.in as z.ZodType, fields, shape, path);
    case 'object':
      return Object.fromEntries(
        Object.entries(definition.shape ?? {}).flatMap(([part, inner]) => {
          const value = valueFrom(inner, fields, shape, under(part));
          return value === undefined ? [] : [[part, value]];
        }),
      );
    case 'record':
      return Object.fromEntries(
        fields.names().flatMap((sent) => {
          const key = sent.startsWith(`${name}.`) ? sent.slice(name.length + 1) : '';
          const text = fields.text(sent).trim();
          return key === '' || text === '' ? [] : [[key, leafFrom(definition.valueType, text, path, shape)]];
        }),
      );
    case 'array':
      return listFrom(definition.element as z.ZodType, fields, shape, path, name);
    case 'union':
      return unionFrom(definition, fields, shape, path);
    default:
      return leafFrom(schema, fields.text(name).trim(), path, shape);
  }
}

function leafFrom(schema: z.ZodType | undefined, text: string, path: string, shape: FormShape): unknown {
  const definition = schema && definitionOf(schema);
  switch (definition?.type) {
    case 'number':
    case 'int':
      return numberFrom(text, path, shape);
    case 'boolean':
      return ['yes', 'on', 'true'].includes(text);
    case 'literal':
      return definition.values?.find((value) => String(value) === text) ?? text;
    case 'optional':
    case 'nullable':
    case 'pipe':
      return leafFrom(definition.innerType ?? definition.in, text, path, shape);
    default:
      return text;
  }
}

function listFrom(element: z.ZodType, fields: FormFields, shape: FormShape, path: string, name: string) {
  const { type } = definitionOf(element);
  if (type !== 'object' && type !== 'union') {
    const texts = fields.all(name).flatMap((sent) => sent.split(/[\s,，、;；]+/));
    return texts.filter((text) => text !== '').map((text) => leafFrom(element, text, path, shape));
  }
  const filled = new Map<number, boolean>();
  for (const sent of fields.names()) {
    const place = sent.startsWith(`${name}.`) ? sent.slice(name.length + 1).split('.')[0] : '';
    if (!place || !/^\d{1,3}$/.test(place) || Number(place) >= maxItems) continue;
    // A row that nobody filled in is none.
    const isFilled = fields.text(sent).trim() !== '';
    filled.set(Number(place), isFilled || filled.get(Number(place)) === true);
  }
  return [...filled]
    .filter(([, isFilled]) => isFilled)
    .map(([place]) => place)
    .sort((a, b) => a - b)
    .map((place) => valueFrom(element, fields, shape, `${path}.${place}`));
}

/** The kind that the form names; without a name, the first that accepts what was typed. */
function unionFrom(
  { options = [], discriminator }: Definition,
  fields: FormFields,
  shape: FormShape,
  path: string,
): unknown {
  const tried = options.map((option) => valueFrom(option, fields, shape, path));
  if (discriminator === undefined) {
    const fitting = options.findIndex((option, i) => option.safeParse(tried[i]).success);
    return tried[Math.max(0, fitting)];
  }
  const inner = path === '' ? discriminator : `${path}.${discriminator}`;
  const kind = fields.text(fieldName(inner, shape.names)).trim();
  const chosen = options.findIndex((option) => {
    const at = definitionOf(option).shape?.[discriminator];
    return at?.safeParse(kind).success;
  });
  return chosen < 0 ? { [discriminator]: kind } : tried[chosen];
}

function isUnder(sent: string, name: string): boolean {
  return sent === name || sent.startsWith(`${name}.`);
}

/** The other way: the texts that a form begins with where it edits this value. Lists of texts are joined by `、`. */
export function textsFrom(
  schema: z.ZodType,
  value: unknown,
  shape: FormShape = {},
  path = '',
): Record<string, string> {
  const definition = definitionOf(schema);
  if (value === null || value === undefined) return {};
  const under = (part: string | number) => (path === '' ? String(part) : `${path}.${part}`);
  switch (definition.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
    case 'nonoptional':
    case 'catch':
    case 'pipe':
      return textsFrom((definition.innerType ?? definition.in) as z.ZodType, value, shape, path);
    case 'object':
      return Object.entries(definition.shape ?? {}).reduce<Record<string, string>>(
        (texts, [part, inner]) =>
          Object.assign(
            texts,
            textsFrom(inner, (value as Record<string, unknown>)[part], shape, under(part)),
          ),
        {},
      );
    case 'union': {
      const { options = [], discriminator = '' } = definition;
      const kind = (value as Record<string, unknown>)[discriminator];
      const option = options.find((one) => definitionOf(one).shape?.[discriminator]?.safeParse(kind).success);
      return option ? textsFrom(option, value, shape, path) : {};
    }
    case 'array': {
      const element = definition.element as z.ZodType;
      const items = value as readonly unknown[];
      if (!['object', 'union'].includes(definitionOf(element).type))
        return { [fieldName(path, shape.names)]: items.map(String).join('、') };
      return items.reduce<Record<string, string>>(
        (texts, item, place) => Object.assign(texts, textsFrom(element, item, shape, under(place))),
        {},
      );
    }
    default:
      return { [fieldName(path, shape.names)]: textOf(value, path, shape) };
  }
}

function textOf(value: unknown, path: string, shape: FormShape): string {
  if (typeof value === 'boolean') return value ? 'yes' : '';
  if (typeof value !== 'number') return String(value);
  return unitOf(path, shape)?.write(value) ?? String(value);
}
