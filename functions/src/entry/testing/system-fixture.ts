import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import { type LocalOptions, type LocalSystem, startLocal } from '../../local/start.ts';
import { type Fixture, fixtureOf } from './people-on.ts';
import { goodsSamples } from './samples/goods.ts';
import { groundOf, type Sample } from './samples/ground.ts';
import { moneySamples } from './samples/money.ts';
import { peopleSamples } from './samples/people.ts';
import { placesSamples } from './samples/places.ts';
import { platformSamples } from './samples/platform.ts';
import { sellingSamples } from './samples/selling.ts';
import { servingSamples } from './samples/serving.ts';
import { settlementSamples } from './samples/settlement.ts';

export type { Sample } from './samples/ground.ts';

/** The whole system over HTTP with stock in Shanghai only, and people to act in it. */
export async function startSystemFixture(options: LocalOptions = {}) {
  const local = await startLocal({
    autorun: false,
    stockAt: ({ province }) => province.startsWith('上海'),
    ...options,
  });
  return fixtureOf(local);
}

export type SystemFixture = Fixture<LocalSystem>;

/**
 * One valid request for every endpoint, about one member's things at one branch, in the street of each. The type asks
 * for each row of the table: an endpoint without a sample does not compile, so none goes untested.
 */
export async function samplesOf(fixture: SystemFixture) {
  const ground = await groundOf(fixture);
  const samples: Record<EndpointId, Sample> = {
    ...peopleSamples(ground),
    ...placesSamples(ground),
    ...goodsSamples(ground),
    ...sellingSamples(ground),
    ...settlementSamples(ground),
    ...moneySamples(ground),
    ...servingSamples(ground),
    ...platformSamples(ground),
  };
  const { owner, order, rated, addressId, address } = ground;
  return { samples, owner, order, rated, addressId, address };
}
