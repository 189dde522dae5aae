import type { Module } from '../../platform/module.ts';

/** What is paid to those who sell and deliver: what is withheld of it, and the files that a bank pays from. */
export function settlementModule(): Module {
  return {
    name: 'selling/settlement',
    permissions: ['withholding.read', 'withholding.edit', 'withholding.publish'],
  };
}
