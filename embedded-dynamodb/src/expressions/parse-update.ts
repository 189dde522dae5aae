/** Reads update expressions. */
import {
  type Operand,
  type ParsedUpdate,
  type Path,
  pathsProblem,
  pathTree,
  type UpdateAction,
  type ValueCheck,
} from './ast.ts';
import { givenType, PartReader, type TypeName } from './parse-paths.ts';
import { TokenReader } from './tokens.ts';

const SECTIONS: readonly string[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];
const FUNCTIONS: readonly string[] = ['if_not_exists', 'list_append'];
/** How the service calls the types in messages about ADD and DELETE; sets are what they are for. */
const LONG_NAMES: Readonly<Partial<Record<TypeName, string>>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

class UpdateReader {
  readonly parts: PartReader;
  readonly actions: UpdateAction[] = [];
  readonly operandChecks: ValueCheck[] = [];
  readonly functionChecks: ValueCheck[] = [];
  unknownFunction: string | undefined;
  repeatedSection: string | undefined;
  readonly #sections = new Set<string>();

  constructor(parts: PartReader) {
    this.parts = parts;
  }

  whole(): void {
    const { tokens } = this.parts;
    do {
      const { kind, text } = tokens.next;
      const section = kind === 'name' ? text.toUpperCase() : '';
      if (!SECTIONS.includes(section)) tokens.fail();
      tokens.take();
      if (this.#sections.has(section)) {
        this.repeatedSection ??= `The "${section}" section can only be used once in an update expression;`;
      }
      this.#sections.add(section);
      this.#actions(section as UpdateAction['kind']);
    } while (tokens.next.kind !== 'end');
  }

  #actions(kind: UpdateAction['kind']): void {
    const { tokens } = this.parts;
    for (;;) {
      const path = this.parts.path();
      if (kind === 'REMOVE') this.actions.push({ kind, path });
      else this.#withOperand(kind, path);
      if (!tokens.isSymbol(',')) return;
      tokens.take();
    }
  }

  #withOperand(kind: 'SET' | 'ADD' | 'DELETE', path: Path): void {
    const { tokens } = this.parts;
    if (kind === 'SET') {
      tokens.takeSymbol('=');
      this.actions.push({ kind, path, operand: this.#sum() });
      return;
    }
    if (tokens.next.kind !== 'value') tokens.fail();
    const operand = this.parts.value();
    this.actions.push({ kind, path, operand });
    this.operandChecks.push((values) => {
      const type = givenType(operand, values);
      const name = type && LONG_NAMES[type];
      if (!name || (kind === 'ADD' && type === 'N')) return undefined;
      return `Incorrect operand type for operator or function; operator: ${kind}, operand type: ${name}`;
    });
  }

  #sum(): Operand {
    const { tokens } = this.parts;
    const left = this.#operand();
    for (const sign of ['+', '-']) {
      if (!tokens.isSymbol(sign)) continue;
      tokens.take();
      const operands = [left, this.#operand()];
      this.#checkTypes(sign, operands, 'N');
      return { kind: 'call', name: sign, operands };
    }
    return left;
  }

  #operand(): Operand {
    const { tokens } = this.parts;
    if (tokens.isSymbol('(')) {
      tokens.take();
      const inner = this.#sum();
      tokens.takeSymbol(')');
      return inner;
    }
    if (tokens.next.kind === 'value') return this.parts.value();
    if (!this.parts.isPathNext()) tokens.fail();
    const isCall = tokens.next.kind === 'name' && tokens.afterNext?.text === '(';
    return isCall ? this.#call() : { kind: 'path', path: this.parts.path() };
  }

  #call(): Operand {
    const { tokens } = this.parts;
    const name = tokens.take().text;
    tokens.takeSymbol('(');
    const operands = [this.#operand()];
    while (tokens.isSymbol(',')) {
      tokens.take();
      operands.push(this.#operand());
    }
    tokens.takeSymbol(')');
    if (!FUNCTIONS.includes(name)) {
      this.unknownFunction ??= `Invalid function name; function: ${name}`;
    } else if (operands.length !== 2) {
      const told = `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`;
      this.functionChecks.push(() => told);
    } else if (name === 'list_append') {
      this.#checkTypes(name, operands, 'L');
    } else if (operands[0]?.kind !== 'path') {
      const told = `Operator or function requires a document path; operator or function: ${name}`;
      this.functionChecks.push(() => told);
    }
    return { kind: 'call', name, operands };
  }

  #checkTypes(name: string, operands: readonly Operand[], wanted: TypeName): void {
    this.functionChecks.push((values) => {
      for (const operand of operands) {
        const type = givenType(operand, values);
        if (type && type !== wanted)
          return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
      }
      return undefined;
    });
  }
}

/** Reads an update. Throws `SyntaxProblem`. */
export function parseUpdate(expression: string, names: Readonly<Record<string, string>>): ParsedUpdate {
  const parts = new PartReader(new TokenReader(expression), names);
  const reader = new UpdateReader(parts);
  reader.whole();
  const written = reader.actions.map((action) => action.path);
  const { overlap, conflict } = pathsProblem(written);
  const problem = parts.reserved ?? reader.unknownFunction ?? reader.repeatedSection;
  const paths = overlap ?? conflict;
  const checks = [
    ...parts.references,
    ...(paths ? [() => paths] : []),
    ...reader.operandChecks,
    ...reader.functionChecks,
  ];
  const { aliases, values, nested, heads } = parts;
  return {
    actions: reader.actions,
    paths: pathTree(written),
    checks,
    aliases,
    values,
    nested,
    heads,
    ...(problem && { problem }),
  };
}
