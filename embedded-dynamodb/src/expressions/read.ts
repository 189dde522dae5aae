/** Reads expressions, and keeps what has been read: programs send the same few again and again with other values. */
import type { Parsed, ParsedCondition, ParsedProjection, ParsedUpdate } from './ast.ts';
import { parseCondition } from './parse-condition.ts';
import { parseProjection } from './parse-projection.ts';
import { parseUpdate } from './parse-update.ts';

type Names = Readonly<Record<string, string>>;

const MAX_KEPT = 4_000;

/** A reader that remembers; an expression means the same for the same names. */
function remembering<Kind extends Parsed>(parse: (expression: string, names: Names) => Kind) {
  const kept = new Map<string, Kind>();
  return (expression: string, names: Names | undefined): Kind => {
    const signature = names ? `${expression}\n${JSON.stringify(names)}` : expression;
    let parsed = kept.get(signature);
    if (!parsed) {
      parsed = parse(expression, names ?? {});
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(signature, parsed);
    }
    return parsed;
  };
}

export const readCondition = remembering<ParsedCondition>(parseCondition);
export const readUpdate = remembering<ParsedUpdate>(parseUpdate);
export const readProjection = remembering<ParsedProjection>(parseProjection);
