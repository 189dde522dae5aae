import type { z } from '@jindian/shared/zod';
import { readYuan } from '../format.ts';
import type { FormFields } from './fields.ts';

/** Where a field is not called as the schema calls its value: path in the schema → name in the form. */
export type FieldNames = Readonly<Record<string, string>>;

const maxItems = 200;

/** `66`, `66.5` → basis points; null where it is no percentage. */
export function readPercent(text: string): number | null {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text.trim())) return null;
  const basisPoints = Math.round(Number(text) * 100);
  return basisPoints <= 10_000 ? basisPoints : null;
}

/** `08:30` → minutes of the day. */
export function readMinuteOfDay(text: string): number | null {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/.exec(text.trim());
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : null;
}

/** How a person writes an amount of this unit; the unit is the end of the value's name, before a `By…`. */
const units: readonly [ending: string, read: (text: string) => number | null][] = [
  ['Fen', readYuan],
  ['BasisPoints', readPercent],
  ['Minute', readMinuteOfDay],
];

function numberFrom(text: string, path: string): unknown {
  const named = (path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '').replace(/By[A-Z]\w*$/, '');
  const unit = units.find(([ending]) => named.toLowerCase().endsWith(ending.toLowerCase()));
  if (unit) return unit[1](text) ?? text;
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
export function valueFrom(schema: z.ZodType, fields: FormFields, names: FieldNames = {}, path = ''): unknown {
  const definition = definitionOf(schema);
  const name = names[path] ?? path;
  const under = (part: string) => (path === '' ? part : `${path}.${part}`);
  switch (definition.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable': {
      const given = fields.names().some((sent) => isUnder(sent, name) && fields.text(sent).trim() !== '');
      if (!given) return definition.type === 'nullable' ? null : undefined;
      return valueFrom(definition.innerType as z.ZodType, fields, names, path);
    }
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return valueFrom(definition.innerType as z.ZodType, fields, names, path);
    case 'pipe':
      return valueFrom(definition.in as z.ZodType, fields, names, path);
    case 'object':
      return Object.fromEntries(
        Object.entries(definition.shape ?? {}).flatMap(([part, inner]) => {
          const value = valueFrom(inner, fields, names, under(part));
          return value === undefined ? [] : [[part, value]];
        }),
      );
    case 'record':
      return Object.fromEntries(
        fields.names().flatMap((sent) => {
          const key = sent.startsWith(`${name}.`) ? sent.slice(name.length + 1) : '';
          const text = fields.text(sent).trim();
          return key === '' || text === '' ? [] : [[key, leafFrom(definition.valueType, text, path)]];
        }),
      );
    case 'array':
      return listFrom(definition.element as z.ZodType, fields, names, path, name);
    case 'union':
      return unionFrom(definition, fields, names, path);
    default:
      return leafFrom(schema, fields.text(name).trim(), path);
  }
}

function leafFrom(schema: z.ZodType | undefined, text: string, path: string): unknown {
  const definition = schema && definitionOf(schema);
  switch (definition?.type) {
    case 'number':
    case 'int':
      return numberFrom(text, path);
    case 'boolean':
      return ['yes', 'on', 'true'].includes(text);
    case 'literal':
      return definition.values?.find((value) => String(value) === text) ?? text;
    case 'optional':
    case 'nullable':
    case 'pipe':
      return leafFrom(definition.innerType ?? definition.in, text, path);
    default:
      return text;
  }
}

function listFrom(element: z.ZodType, fields: FormFields, names: FieldNames, path: string, name: string) {
  if (definitionOf(element).type !== 'object') {
    const texts = fields.all(name).flatMap((sent) => sent.split(/[\s,，、;；]+/));
    return texts.filter((text) => text !== '').map((text) => leafFrom(element, text, path));
  }
  const places = new Set(
    fields.names().flatMap((sent) => {
      const place = sent.startsWith(`${name}.`) ? sent.slice(name.length + 1).split('.')[0] : '';
      return place && /^\d{1,3}$/.test(place) && Number(place) < maxItems ? [Number(place)] : [];
    }),
  );
  return [...places]
    .sort((a, b) => a - b)
    .map((place) => valueFrom(element, fields, names, `${path}.${place}`));
}

/** The kind that the form names; without a name, the first that accepts what was typed. */
function unionFrom(
  { options = [], discriminator }: Definition,
  fields: FormFields,
  names: FieldNames,
  path: string,
): unknown {
  const tried = options.map((option) => valueFrom(option, fields, names, path));
  if (discriminator === undefined) {
    const fitting = options.findIndex((option, i) => option.safeParse(tried[i]).success);
    return tried[Math.max(0, fitting)];
  }
  const inner = path === '' ? discriminator : `${path}.${discriminator}`;
  const kind = fields.text(names[inner] ?? inner).trim();
  const chosen = options.findIndex((option) => {
    const at = definitionOf(option).shape?.[discriminator];
    return at?.safeParse(kind).success;
  });
  return chosen < 0 ? { [discriminator]: kind } : tried[chosen];
}

function isUnder(sent: string, name: string): boolean {
  return sent === name || sent.startsWith(`${name}.`);
}
