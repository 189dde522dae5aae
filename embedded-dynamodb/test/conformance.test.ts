import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyGroup } from '../conformance/cases/index.ts';
import { sharedTables } from '../conformance/cases/kit.ts';
import { runCase, send } from '../conformance/cases/run-cases.ts';
import { createEngine, type Engine } from '../src/index.ts';

/** Every case runs over HTTP against one engine: one after the other, since they share its tables. */
let engine: Engine;
let endpoint: string;

beforeAll(async () => {
  engine = await createEngine();
  ({ endpoint } = await engine.listen());
  for (const table of sharedTables) await send(endpoint, 'CreateTable', table);
});

afterAll(() => engine.close());

for (const { name, cases } of everyGroup) {
  describe(name, () => {
    it.each(cases.map((one) => [one.title, one] as const))('%s', async (_, one) => {
      expect(await runCase(endpoint, one)).toBeUndefined();
    });
  });
}
