import { longestAddressText } from '../../../address-text.ts';
import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { endpoint } from '../../endpoint.ts';
import {
  describedPointSchema,
  placeSuggestionsSchema,
  readAddressSchema,
  regionListSchema,
} from '../../places/addresses.ts';

const latGcj02 = z.coerce.number().min(-90).max(90);
const lngGcj02 = z.coerce.number().min(-180).max(180);
const regionName = words().min(1).max(32);

export const addressSearchEndpoints = {
  suggestPlaces: endpoint({
    id: 'suggestPlaces',
    method: 'get',
    path: '/v1/places/suggestions',
    tag: 'members',
    summary: 'Places that the beginning of an address may mean, near to the point first where one is given',
    access: 'member',
    throttle: 'address_search',
    query: z.object({
      text: words().min(1).max(60),
      latGcj02: latGcj02.optional(),
      lngGcj02: lngGcj02.optional(),
    }),
    response: placeSuggestionsSchema,
  }),
  describePoint: endpoint({
    id: 'describePoint',
    method: 'get',
    path: '/v1/places/point',
    tag: 'members',
    summary: 'The county that a point lies in, and the street there',
    access: 'member',
    throttle: 'address_search',
    query: z.object({ latGcj02, lngGcj02 }),
    response: describedPointSchema,
  }),
  readAddressText: endpoint({
    id: 'readAddressText',
    method: 'post',
    path: '/v1/places/addresses/read',
    tag: 'members',
    summary: 'Name, number, region and street out of a whole address that was pasted, and where that lies',
    access: 'member',
    throttle: 'address_search',
    body: z.object({ text: words().min(1).max(longestAddressText) }),
    response: readAddressSchema,
  }),
  listRegions: endpoint({
    id: 'listRegions',
    method: 'get',
    path: '/v1/places/regions',
    tag: 'members',
    summary: 'Provinces; the cities of a province; the counties of a city, each with a point inside of it',
    access: 'member',
    query: z.object({ province: regionName.optional(), city: regionName.optional() }),
    response: regionListSchema,
  }),
};
