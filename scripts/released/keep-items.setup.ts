/** Before each file of tests at a release: what lies in its tables at their end stays behind as examples. */
import { vi } from 'vitest';

vi.mock('@jindian/embedded-dynamodb', async (original) => {
  const { keepItems } = await import('./stored-items.ts');
  const real = await original<typeof import('@jindian/embedded-dynamodb')>();
  return {
    ...real,
    async createEngine(...given: Parameters<typeof real.createEngine>) {
      const engine = await real.createEngine(...given);
      const close = engine.close.bind(engine);
      engine.close = async () => {
        await keepItems(engine, process.env.JINDIAN_KEEP_ITEMS as string).catch(() => {});
        await close();
      };
      return engine;
    },
  };
});
