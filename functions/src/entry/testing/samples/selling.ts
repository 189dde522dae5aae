import type { Samples } from './ground.ts';

export const sellingSamples = {
  getSellerCode: {},
  getEarnings: { query: { limit: '5' } },
  getSellerCockpit: { query: { month: '2026-05' } },
  getSellerCustomers: {},
} satisfies Samples;
