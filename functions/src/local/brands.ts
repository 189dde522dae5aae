import type { DemoNetworkSize } from './demo/network/build-demo-network.ts';
import { type Persona, personas } from './demo/people.ts';

/** What a local system begins with: the demo brand in one of its sizes, or nothing, as what is deployed does. */
export type LocalNetwork = DemoNetworkSize | 'empty';

const newcomers = ['shopper-lin', 'shopper-wang', 'guide-chen', 'clerk-zhou', 'courier-ma'];

/**
 * Who can be played. In an empty brand nobody is anything yet: people with a number, for headquarters to find and give
 * roles to.
 */
export function personasOf(network: LocalNetwork): readonly Persona[] {
  if (network !== 'empty') return personas;
  return personas
    .filter(({ id }) => newcomers.includes(id))
    .map((persona) => ({
      ...persona,
      role: 'shopper',
      roles: [],
      name: { zh: persona.nickname, en: persona.name.en.split(',')[0] ?? persona.nickname },
      description: { zh: `手机号 ${persona.phone}`, en: `Phone ${persona.phone}` },
    }));
}
