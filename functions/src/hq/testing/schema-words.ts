import { z } from '@jindian/shared/zod';

/** What a schema can put before a reader: the names of its values, and the codes that each may be. */
export type SaidBySchema = { names: Set<string>; codes: { name: string; code: string }[] };

export function saidBy(schema: z.ZodType): SaidBySchema {
  const said: SaidBySchema = { names: new Set(), codes: [] };

  function walk(part: unknown, name: string): void {
    if (Array.isArray(part)) for (const each of part) walk(each, name);
    else if (part && typeof part === 'object')
      for (const [key, inner] of Object.entries(part)) {
        if (key === 'properties')
          for (const [own, value] of Object.entries(inner as object)) {
            said.names.add(own);
            walk(value, own);
          }
        else if (key === 'enum' || key === 'const')
          for (const code of [inner].flat())
            if (typeof code === 'string') said.codes.push({ name, code });
            else walk(inner, name);
      }
  }

  walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '');
  return said;
}
