/** What membership asks of the rest of the product, where a test is about none of it. */
import type { MembershipDeps } from '../service.ts';

export const nothingAround: Pick<
  MembershipDeps,
  'orderOf' | 'numbersOf' | 'secret' | 'codeStepMs' | 'branchName' | 'shoppingOf' | 'off'
> = {
  orderOf: async () => null,
  numbersOf: async () => new Map(),
  secret: () => 'a secret for cards',
  codeStepMs: async () => 60_000,
  branchName: async () => ({ zh: '店', en: 'Shop' }),
  shoppingOf: async () => ({ bought: [], interests: [], openOrders: 0, openRefunds: 0 }),
  off: async () => [],
};
