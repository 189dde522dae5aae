import { brandDay } from './time.ts';

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeCharacters = 10;

/** When an id was made: its first ten characters. */
function madeAtMs(ulid: string): number {
  return [...ulid.slice(0, timeCharacters)].reduce((ms, character) => ms * 32 + base32.indexOf(character), 0);
}

/** A number of an order that people can read out, `1201-14GTN`: its day, and five characters of the random part of its id. */
export function orderNumberOf(orderId: string): string {
  const day = brandDay(madeAtMs(orderId));
  return `${day.slice(5, 7)}${day.slice(8, 10)}-${orderId.slice(-5)}`;
}
