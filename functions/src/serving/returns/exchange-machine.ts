import type { ExchangeState } from '@jindian/shared/contract/serving/returns';
import { defineMachine } from '../../platform/state-machine.ts';

export type ExchangeStep = 'swap' | 'call_off';

/** The life of an exchange. Goods go both ways with `swap`, in one transaction; before it nothing has moved. */
export const exchangeMachine = defineMachine<ExchangeState, ExchangeStep>({
  name: 'exchange',
  initial: 'agreed',
  final: ['done', 'called_off'],
  transitions: {
    swap: { from: ['agreed'], to: 'done' },
    call_off: { from: ['agreed'], to: 'called_off' },
  },
});
