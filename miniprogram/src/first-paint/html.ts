import type { Drawn } from './react.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: unknown) => String(text).replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What makes something look as it does. Roles and names are the app's: nobody can reach anything before it is there. */
const looks = new Set([
  'class',
  'style',
  'src',
  'alt',
  'loading',
  'disabled',
  'placeholder',
  'value',
  'data-id',
]);

function attribute(name: string, value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  // Two elements of one name, and a script would find the one that is about to go.
  const called = name === 'className' ? 'class' : name === 'id' ? 'data-id' : name;
  if (!looks.has(called)) return '';
  if (value === true) return ` ${called}`;
  if (called !== 'style' || typeof value !== 'object') return ` ${called}="${escaped(value)}"`;
  const rules = Object.entries(value).map(
    ([key, one]) => `${key.startsWith('--') ? key : kebab(key)}:${String(one)}`,
  );
  return rules.length > 0 ? ` style="${escaped(rules.join(';'))}"` : '';
}

const empty = new Set(['img', 'input']);

/** A page as HTML. */
export function htmlOf(drawn: Drawn): string {
  if (drawn === null || drawn === undefined || typeof drawn === 'boolean') return '';
  if (typeof drawn === 'string' || typeof drawn === 'number') return escaped(drawn);
  if (!('of' in drawn)) return drawn.map(htmlOf).join('');
  const { of, props } = drawn;
  if (typeof of === 'function') return htmlOf(of(props));
  const attributes = Object.entries(props).map(([name, value]) => attribute(name, value));
  const open = `<${of}${attributes.join('')}>`;
  return empty.has(of) ? open : `${open}${htmlOf(props.children as Drawn)}</${of}>`;
}
