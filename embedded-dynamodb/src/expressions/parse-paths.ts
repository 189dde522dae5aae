/** Paths, aliases and values: what all kinds of expressions are made of. */
import type { AttributeValue } from '../model.ts';
import type { Operand, Path, ValueCheck } from './ast.ts';
import { isReserved } from './reserved-words.ts';
import type { TokenReader } from './tokens.ts';

const KEYWORDS: readonly string[] = ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'];

/** Reads the parts of one expression and keeps what it uses of the request's names and values. */
export class PartReader {
  readonly tokens: TokenReader;
  readonly aliases = new Set<string>();
  readonly values = new Set<string>();
  readonly nested = new Set<string>();
  readonly heads = new Set<string>();
  /** The first reserved word, as a sentence. */
  reserved: string | undefined;
  /** Names and values as they come, each with what is wrong with it if it is not defined. */
  references: ValueCheck[] = [];
  readonly #names: Readonly<Record<string, string>>;

  constructor(tokens: TokenReader, names: Readonly<Record<string, string>>) {
    this.tokens = tokens;
    this.#names = names;
  }

  isPathNext(): boolean {
    const { kind, text } = this.tokens.next;
    return kind === 'alias' || (kind === 'name' && !KEYWORDS.includes(text.toUpperCase()));
  }

  path(): Path {
    const path: (string | number)[] = [this.#step()];
    for (;;) {
      if (this.tokens.isSymbol('.')) {
        this.tokens.take();
        path.push(this.#step());
      } else if (this.tokens.isSymbol('[')) {
        this.tokens.take();
        if (this.tokens.next.kind !== 'number') this.tokens.fail();
        path.push(Number(this.tokens.take().text));
        this.tokens.takeSymbol(']');
      } else {
        break;
      }
    }
    const head = path[0] as string;
    this.heads.add(head);
    if (path.length > 1) this.nested.add(head);
    return path;
  }

  #step(): string {
    if (!this.isPathNext()) this.tokens.fail();
    const { kind, text } = this.tokens.take();
    if (kind === 'name') {
      if (isReserved(text))
        this.reserved ??= `Attribute name is a reserved keyword; reserved keyword: ${text}`;
      return text;
    }
    const name = Object.hasOwn(this.#names, text) ? this.#names[text] : undefined;
    this.aliases.add(text);
    if (name === undefined) {
      const problem = `An expression attribute name used in the document path is not defined; attribute name: ${text}`;
      this.references.push(() => problem);
    }
    return name ?? text;
  }

  value(): Operand {
    const name = this.tokens.take().text;
    this.values.add(name);
    const problem = `An expression attribute value used in expression is not defined; attribute value: ${name}`;
    this.references.push((values) => (values[name] === undefined ? problem : undefined));
    return { kind: 'value', name };
  }

  /** The references since the last call: what one condition uses. */
  takeReferences(): ValueCheck[] {
    const taken = this.references;
    this.references = [];
    return taken;
  }
}

const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'] as const;
export type TypeName = (typeof TYPES)[number];

export function typeOfValue(value: AttributeValue): TypeName | undefined {
  return TYPES.find((type) => value[type] !== undefined);
}

/** The type that an operand has for sure, when its value is in the request. */
export function givenType(
  operand: Operand,
  values: Readonly<Record<string, AttributeValue>>,
): TypeName | undefined {
  if (operand.kind === 'literal') return typeOfValue(operand.value);
  if (operand.kind !== 'value') return undefined;
  const value = values[operand.name];
  return value && typeOfValue(value);
}
