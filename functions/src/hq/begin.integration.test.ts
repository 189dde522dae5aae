import { afterAll, beforeAll } from 'vitest';
import { type LocalSystem, startLocal } from '../local/start.ts';
import { firstBranch } from './testing/begin/branch.ts';
import { colleagues } from './testing/begin/colleagues.ts';
import { firstGoods } from './testing/begin/goods.ts';
import { goodsTable } from './testing/begin/goods-table.ts';
import { firstGrids } from './testing/begin/grids.ts';
import { signingIn } from './testing/begin/signing-in.ts';
import { createVisitor } from './testing/begin/visitor.ts';

/** An empty system becomes a brand's: what follows finds what was made before it. */
let local: LocalSystem;
beforeAll(async () => {
  local = await startLocal({ network: 'empty' });
});
afterAll(() => local.close());

const visitor = createVisitor(() => local);
firstBranch(visitor);
firstGrids(visitor);
signingIn(visitor);
firstGoods(visitor);
colleagues(visitor);
goodsTable(visitor);
