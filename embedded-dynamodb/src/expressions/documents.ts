/** Reading parts of items by paths. */
import type { AttributeMap, AttributeValue } from '../model.ts';
import type { Path, PathTree } from './ast.ts';

/** An attribute by its name; what every object inherits is none. */
function own(map: AttributeMap | undefined, name: string): AttributeValue | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** The value at a path, or nothing. */
export function valueAt(item: AttributeMap, path: Path): AttributeValue | undefined {
  let value = own(item, path[0] as string);
  for (let i = 1; value !== undefined && i < path.length; i++) {
    const step = path[i]!;
    value = typeof step === 'number' ? value.L?.[step] : own(value.M, step);
  }
  return value;
}

/** What an item has of the wanted paths. Elements of lists keep their order and move together. */
export function project(item: AttributeMap, wanted: PathTree): AttributeMap {
  const found: AttributeMap = {};
  for (const [name, below] of wanted) {
    const value = own(item, name as string);
    const part = value && (below === true ? value : partOf(value, below));
    if (part) found[name as string] = part;
  }
  return found;
}

function partOf(value: AttributeValue, wanted: PathTree): AttributeValue | undefined {
  if (value.M) {
    const part = project(value.M, wanted);
    return Object.keys(part).length > 0 ? { M: part } : undefined;
  }
  if (!value.L) return undefined;
  const elements: AttributeValue[] = [];
  const places = [...wanted.keys()].filter((step) => typeof step === 'number').sort((a, b) => a - b);
  for (const place of places) {
    const element = value.L[place];
    const below = wanted.get(place)!;
    const part = element && (below === true ? element : partOf(element, below));
    if (part) elements.push(part);
  }
  return elements.length > 0 ? { L: elements } : undefined;
}

/** The tree of names alone: whole attributes. */
export function namesTree(names: readonly string[]): PathTree {
  return new Map(names.map((name) => [name, true]));
}
