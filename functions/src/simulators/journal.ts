import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Records kept in memory and appended to a file, one JSON line a change; the last line of a key wins. Reading
 * the file from the start gives the state back after a restart. Without a path nothing is kept.
 */
export class Journal<Kinds extends Record<string, object>> {
  readonly #records = new Map<keyof Kinds, Map<string, object>>();
  readonly #path: string | undefined;

  constructor(path: string | undefined) {
    this.#path = path;
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return;
    const text = readFileSync(path, 'utf8');
    // What a killed process left half-written must not swallow the next line.
    if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
    for (const line of text.split('\n')) {
      const entry = parseLine(line);
      if (entry !== undefined) this.#kind(entry.kind as keyof Kinds).set(entry.key, entry.value);
    }
  }

  get<Kind extends keyof Kinds>(kind: Kind, key: string): Kinds[Kind] | undefined {
    return this.#kind(kind).get(key) as Kinds[Kind] | undefined;
  }

  all<Kind extends keyof Kinds>(kind: Kind): Kinds[Kind][] {
    return [...this.#kind(kind).values()] as Kinds[Kind][];
  }

  kinds(): (keyof Kinds)[] {
    return [...this.#records.keys()];
  }

  put<Kind extends keyof Kinds & string>(kind: Kind, key: string, value: Kinds[Kind]): void {
    if (this.#path !== undefined) this.#append(this.#path, `${JSON.stringify({ kind, key, value })}\n`);
    this.#kind(kind).set(key, value);
  }

  /** Whole or not at all: half a line that a full disk left would swallow the next one. */
  #append(path: string, line: string): void {
    const bytes = existsSync(path) ? statSync(path).size : 0;
    try {
      appendFileSync(path, line);
    } catch (error) {
      if (existsSync(path) && statSync(path).size > bytes) truncateSync(path, bytes);
      throw error;
    }
  }

  #kind(kind: keyof Kinds): Map<string, object> {
    let records = this.#records.get(kind);
    if (records === undefined) {
      records = new Map();
      this.#records.set(kind, records);
    }
    return records;
  }
}

/** A process killed while appending leaves half a line at the end: that change never happened. */
function parseLine(line: string): { kind: string; key: string; value: object } | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as { kind: string; key: string; value: object };
  } catch {
    return undefined;
  }
}
