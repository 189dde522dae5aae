import { minuteMs } from '../time.ts';

/**
 * How often a stranger may ask, and how often anybody may be wrong. Each is counted over all processes, by the
 * address that asks, by the member who does, or by what a service counts itself (a number, a device, all of a brand), in windows that begin at another moment for each of them.
 *
 * - `limit`: what a window has; an attempt costs 1.
 * - `wrongCosts`: what an attempt costs that failed; it is taken before the attempt is looked at and given back when
 *   it was right, so that a thousand guesses at once are no more than a thousand one after another.
 *
 * A shopping mall's visitors share one address, so limits by address are generous.
 */
export type ThrottleRule = {
  readonly by: 'address' | 'member' | 'number' | 'device' | 'brand';
  readonly limit: number;
  readonly windowMs: number;
  readonly wrongCosts?: number;
  /** Counted in the table at every attempt, and not in portions: no race lets one more through. */
  readonly exact?: true;
};

export const throttleRules = {
  /** Everything that needs no sign-in. */
  public: { by: 'address', limit: 3_000, windowMs: minuteMs },
  /** How goods can be had around: each question reads levels of many places. A page asks once. */
  ways: { by: 'address', limit: 600, windowMs: minuteMs },
  /** Login codes of WeChat: each is asked of WeChat, and a wrong one is a guess. */
  sign_in: { by: 'address', limit: 1_000, windowMs: 10 * minuteMs, wrongCosts: 20 },
  /** Codes by SMS, each of which costs the brand something and rings somebody's phone. A mall's visitors share an address. */
  sms_address: { by: 'address', limit: 60, windowMs: 10 * minuteMs },
  sms_number: { by: 'number', limit: 5, windowMs: 60 * minuteMs, exact: true },
  sms_number_day: { by: 'number', limit: 10, windowMs: 24 * 60 * minuteMs, exact: true },
  sms_device: { by: 'device', limit: 10, windowMs: 60 * minuteMs, exact: true },
  /** Whoever sends from a thousand addresses to numbers that pay him has an end, too. */
  sms_brand: { by: 'brand', limit: 3_000, windowMs: 10 * minuteMs },
  /** The code of an empty system: one person types it once. */
  bootstrap: { by: 'address', limit: 60, windowMs: 60 * minuteMs, exact: true },
  /** Each makes an item that lives for minutes. */
  sign_in_ticket: { by: 'address', limit: 60, windowMs: 10 * minuteMs },
  /** Codes of coupons: each is a guess at somebody's money. */
  coupon_code: { by: 'member', limit: 400, windowMs: 10 * minuteMs, wrongCosts: 20, exact: true },
  /** Printed codes and links: right ones are as frequent as shoppers, wrong ones are guesses. */
  printed_code: { by: 'address', limit: 3_000, windowMs: 10 * minuteMs, wrongCosts: 50 },
  /** Shares that are begun: the note of each is asked of WeChat. */
  share_make: { by: 'member', limit: 120, windowMs: 10 * minuteMs },
  /** Each is looked at and made ready in several sizes. */
  picture_give: { by: 'member', limit: 60, windowMs: 10 * minuteMs },
  /** The words of each rating are asked of WeChat. */
  rate_order: { by: 'member', limit: 60, windowMs: 10 * minuteMs },
  /** Codes that hand goods over or approve a sign-in, by whoever types them. */
  hand_over_code: { by: 'member', limit: 400, windowMs: 10 * minuteMs, wrongCosts: 20, exact: true },
  /** Each may send a text message, and lets somebody in. */
  invitation_make: { by: 'member', limit: 600, windowMs: 60 * minuteMs, exact: true },
  /** Codes of invitations: a wrong one is a guess. */
  invitation_code: { by: 'member', limit: 200, windowMs: 10 * minuteMs, wrongCosts: 20, exact: true },
  /** The same on HQ's page, where nobody is signed in yet. */
  invitation_page: { by: 'address', limit: 300, windowMs: 10 * minuteMs, wrongCosts: 20 },
  /** Addresses as they are typed: each question is one of the map service's key, which has so many a day. */
  address_search: { by: 'member', limit: 240, windowMs: 10 * minuteMs },
  /** Of a day's quota of the map service's key no shopper uses up more than their share. */
  map_questions: { by: 'member', limit: 300, windowMs: 24 * 60 * minuteMs },
  /** Whoever asks from a thousand accounts has an end, too, long before the key's day is used up. */
  map_questions_brand: { by: 'brand', limit: 3_000, windowMs: 60 * minuteMs },
  /** Searches at headquarters, by who searches: of all last digits of phones none tries one after the other. */
  hq_search: { by: 'member', limit: 120, windowMs: minuteMs },
  /** The same at the desk of a branch. */
  desk_search: { by: 'member', limit: 60, windowMs: minuteMs },
} as const satisfies Record<string, ThrottleRule>;

export type ThrottleName = keyof typeof throttleRules;
