import { pickupDigitsOf, readScannedText } from '@jindian/shared/qr-text';
import Taro from '@tarojs/taro';
import { ApiProblem } from '../../../../api/problem.ts';
import { platform } from '../../../../platform/index';
import { passScanned } from '../../../../state/scanned.ts';

/** Why a hand-over is not possible, as far as the clerk has something different to do about it. */
export const refusals = [
  'not_pickup',
  'pickup_code_invalid',
  'pickup_code_expired',
  'digits_not_read',
  'not_a_pickup',
  'already_handed_over',
  'wrong_branch',
  'transition_refused',
  'forbidden',
] as const;
export type Refusal = (typeof refusals)[number];

/** A scanned text that a hand-over can begin with, or why not. Digits may stand in groups, as they are shown. */
export function pickupCodeOf(scanned: string): { code: string } | { refusal: Refusal } {
  const digits = pickupDigitsOf(scanned);
  if (digits !== null) return { code: digits };
  const read = readScannedText(scanned);
  return read.kind === 'pickup' ? { code: read.text } : { refusal: 'not_pickup' };
}

export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof ApiProblem)) return null;
  // A text that is too long or too short to be a pickup code is refused before it is read.
  if (error.code === 'invalid_request') return 'pickup_code_invalid';
  return refusals.find((code) => code === error.code) ?? null;
}

/** Scans, and opens the hand-over with what was scanned. */
export async function scanToHandOver(locationId: string): Promise<void> {
  const scanned = await platform.scan();
  // Nothing scanned: the page takes the digits instead.
  if (scanned !== null) passScanned(scanned);
  await Taro.navigateTo({ url: `/packages/serving/clerk/hand-over/index?locationId=${locationId}` });
}
