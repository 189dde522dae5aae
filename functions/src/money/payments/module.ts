import type { Module } from '../../platform/module.ts';

/** Documents of money that belong to others' transactions: it has no routes and hears nothing. */
export const paymentsModule: Module = { name: 'money/payments', items: ['Refund'] };
