/** Reads projection expressions. */
import { type ParsedProjection, type Path, pathsProblem, pathTree } from './ast.ts';
import { PartReader } from './parse-paths.ts';
import { TokenReader } from './tokens.ts';

/** Reads a list of paths. Throws `SyntaxProblem`. */
export function parseProjection(
  expression: string,
  names: Readonly<Record<string, string>>,
): ParsedProjection {
  const tokens = new TokenReader(expression);
  const parts = new PartReader(tokens, names);
  const wanted: Path[] = [parts.path()];
  while (tokens.isSymbol(',')) {
    tokens.take();
    wanted.push(parts.path());
  }
  if (tokens.next.kind !== 'end') tokens.fail();
  const { overlap, conflict } = pathsProblem(wanted);
  const paths = overlap ?? conflict;
  const { aliases, values, nested, heads, reserved } = parts;
  return {
    paths: pathTree(wanted),
    checks: [...parts.references, ...(paths ? [() => paths] : [])],
    aliases,
    values,
    nested,
    heads,
    ...(reserved && { problem: reserved }),
  };
}
