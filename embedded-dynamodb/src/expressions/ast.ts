/** What expressions are once they have been read. Values stay names (`:v`), so that one reading serves many requests. */
import type { AttributeValue } from '../model.ts';

export type Path = readonly (string | number)[];

export type Operand =
  | { kind: 'path'; path: Path }
  | { kind: 'value'; name: string }
  /** A value that stands in the request itself, as the parameters from before expressions have them. */
  | { kind: 'literal'; value: AttributeValue }
  | { kind: 'call'; name: string; operands: Operand[] };

export interface Test {
  kind: 'test';
  operator: string;
  operands: Operand[];
}

export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; inner: Condition }
  | Test;

export interface UpdateAction {
  kind: 'SET' | 'REMOVE' | 'ADD' | 'DELETE';
  path: Path;
  operand?: Operand;
}

/** Something that is only known to be right when the request's values are there. Gives what is wrong, if anything. */
export type ValueCheck = (values: Readonly<Record<string, AttributeValue>>) => string | undefined;

/** What every kind of expression tells about itself. */
export interface Parsed {
  /** What is wrong with it whatever the values are. Told before everything that depends on values. */
  problem?: string;
  checks: ValueCheck[];
  aliases: ReadonlySet<string>;
  values: ReadonlySet<string>;
  /** First names of paths that go on, and of all paths: a key attribute is neither a map nor a list. */
  nested: ReadonlySet<string>;
  heads: ReadonlySet<string>;
}

export interface ParsedCondition extends Parsed {
  condition: Condition;
}

export interface ParsedUpdate extends Parsed {
  actions: UpdateAction[];
  paths: PathTree;
}

export interface ParsedProjection extends Parsed {
  paths: PathTree;
}

/** Paths by their steps; where one ends is `true`. */
export type PathTree = Map<string | number, PathTree | true>;

export function pathTree(paths: readonly Path[]): PathTree {
  const tree: PathTree = new Map();
  for (const path of paths) {
    let at = tree;
    path.forEach((step, i) => {
      if (i === path.length - 1) {
        at.set(step, true);
        return;
      }
      const below = at.get(step);
      const next: PathTree = below === undefined || below === true ? new Map() : below;
      at.set(step, next);
      at = next;
    });
  }
  return tree;
}

export const describePath = (path: Path): string =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;

/** What is wrong with two paths of one expression: one holds the other, or they take one thing for a map and a list. */
export function pathsProblem(paths: readonly Path[]): { overlap?: string; conflict?: string } {
  const found: { overlap?: string; conflict?: string } = {};
  paths.forEach((second, i) => {
    for (const first of paths.slice(0, i)) {
      const depth = Math.min(first.length, second.length);
      let same = 0;
      while (same < depth && first[same] === second[same]) same += 1;
      const told = `must remove or rewrite one of these paths; path one: ${describePath(first)}, path two: ${describePath(second)}`;
      if (same === depth) found.overlap ??= `Two document paths overlap with each other; ${told}`;
      else if (typeof first[same] !== typeof second[same])
        found.conflict ??= `Two document paths conflict with each other; ${told}`;
    }
  });
  return found;
}
