/** Crockford base 32, the alphabet of ULIDs. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * 26 characters: 48 bits of time, 80 of chance. WeChat's logic layer has no synchronous strong randomness, and none is
 * needed: these ids name things among one member's own.
 */
export function makeUlid(nowMs: number = Date.now(), random: () => number = Math.random): string {
  let time = '';
  let rest = nowMs;
  for (let index = 0; index < 10; index += 1) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let chance = '';
  for (let index = 0; index < 16; index += 1) chance += alphabet.charAt(Math.floor(random() * 32));
  return time + chance;
}
