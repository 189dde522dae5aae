/** Cuts an expression into tokens, and says where it makes no sense in the words of the service. */

export type TokenKind = 'name' | 'alias' | 'value' | 'number' | 'symbol' | 'end';

export interface Token {
  kind: TokenKind;
  text: string;
  start: number;
  end: number;
}

export class SyntaxProblem extends Error {}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|\S))/guy;

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(expression); match; match = TOKEN.exec(expression)) {
    const [, name, alias, value, number, symbol] = match;
    const text = (name ?? alias ?? value ?? number ?? symbol)!;
    const kind: TokenKind = name ? 'name' : alias ? 'alias' : value ? 'value' : number ? 'number' : 'symbol';
    const end = TOKEN.lastIndex;
    tokens.push({ kind, text, start: end - text.length, end });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: expression.length, end: expression.length });
  return tokens;
}

/** Reads token after token. What is asked for and not there is a syntax error, told with its surroundings. */
export class TokenReader {
  readonly #expression: string;
  readonly #tokens: Token[];
  #at = 0;

  constructor(expression: string) {
    this.#expression = expression;
    this.#tokens = tokensOf(expression);
  }

  get next(): Token {
    return this.#tokens[this.#at]!;
  }

  get afterNext(): Token | undefined {
    return this.#tokens[this.#at + 1];
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  isSymbol(text: string): boolean {
    return this.next.kind === 'symbol' && this.next.text === text;
  }

  isWord(word: string): boolean {
    return this.next.kind === 'name' && this.next.text.toUpperCase() === word;
  }

  takeSymbol(text: string): void {
    if (!this.isSymbol(text)) this.fail();
    this.#at += 1;
  }

  takeWord(word: string): void {
    if (!this.isWord(word)) this.fail();
    this.#at += 1;
  }

  /** The next token makes no sense here. */
  fail(): never {
    const { text } = this.next;
    const before = this.#tokens[this.#at - 1];
    const behind = this.#tokens[this.#at + 1] ?? this.next;
    const near = this.#expression.slice((before ?? this.next).start, behind.end).trim();
    throw new SyntaxProblem(`Syntax error; token: "${text}", near: "${near}"`);
  }
}
