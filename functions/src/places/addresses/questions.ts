import type { PointGcj02 } from '@jindian/shared/geo';
import { minuteMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import { fail, type Outcome } from '../../platform/outgoing/outcome.ts';
import type { LocationFailure, TencentLocation } from '../../tencent/index.ts';

/** Streets do not move; and what somebody typed is kept no longer than they type. */
export const keptMs = 5 * minuteMs;
const mostKept = 2_000;
/** What is near one end of a street is near the other: about a kilometre. */
const nearDecimals = 2;

type Answer = Outcome<unknown, LocationFailure>;

/**
 * The map service's key has so many questions a day, which everybody shares. Equal questions are asked once in a while,
 * and once where they come together; each that goes out counts for who asks and for the brand.
 */
export function createMapQuestions(deps: {
  location: TencentLocation;
  mayAsk(memberId: string): Promise<boolean>;
  clock: Pick<Clock, 'nowMs'>;
}) {
  const { location, clock } = deps;
  const kept = new Map<string, { untilMs: number; answer: Promise<Answer> }>();

  async function ask<Value>(
    memberId: string,
    about: readonly unknown[],
    question: () => Promise<Outcome<Value, LocationFailure>>,
  ): Promise<Outcome<Value, LocationFailure>> {
    const key = JSON.stringify(about);
    const known = kept.get(key);
    if (known && known.untilMs > clock.nowMs())
      return known.answer as Promise<Outcome<Value, LocationFailure>>;
    // Kept before anything is waited for: who asks meanwhile waits for this one.
    const answer = deps
      .mayAsk(memberId)
      .then((may) => (may ? question() : fail({ code: 'quota' as const, detail: 'asked too often here' })));
    kept.delete(key);
    kept.set(key, { untilMs: clock.nowMs() + keptMs, answer });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    // What could not be answered now may be in a moment.
    const isAnswer = await answer.then(
      (told) => told.ok || told.failure.code === 'not_found',
      () => false,
    );
    if (!isAnswer && kept.get(key)?.answer === answer) kept.delete(key);
    return answer;
  }

  const roughly = (point: PointGcj02 | null) =>
    point && [point.latGcj02.toFixed(nearDecimals), point.lngGcj02.toFixed(nearDecimals)];

  return {
    suggest: (memberId: string, text: string, near: PointGcj02 | null) =>
      ask(memberId, ['suggest', text, roughly(near)], () => location.suggest(text, near)),
    locate: (memberId: string, address: string) =>
      ask(memberId, ['locate', address], () => location.locate(address)),
    describe: (memberId: string, point: PointGcj02) =>
      ask(memberId, ['describe', point.latGcj02, point.lngGcj02], () => location.describe(point)),
  };
}
