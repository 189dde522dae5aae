import { createHmac } from 'node:crypto';
import { type ThrottleName, type ThrottleRule, throttleRules } from '@jindian/shared/contract/throttles';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from './clock.ts';
import { Entity } from './entity.ts';
import { problemOf } from './http/problem.ts';
import type { JindianTable } from './table.ts';

/** A process writes after so many parts of a limit: cheap, and wrong by one part for each process at most. */
const writesPerLimit = 16;
/** Who is remembered in a process; the one that asked longest ago is forgotten first, and read again. */
const maxRemembered = 20_000;

export type Admission =
  | {
      ok: true /** Says how it went; a right attempt gets back what a wrong one would have cost. */;
      right(): void;
    }
  | { ok: false; retryAfterS: number };

type Count = { endsAtMs: number; shared: number; unwritten: number };

/** How much may be used before it is written: all of it at once where the limit is small. */
export function portionOf(rule: ThrottleRule): number {
  return rule.exact ? 1 : Math.max(1, Math.floor(rule.limit / writesPerLimit));
}

/** When the window ends that is open for this subject now; each has windows of its own, so that not all end at once. */
export function windowEnd(rule: ThrottleRule, subjectHash: string, nowMs: number): number {
  const offsetMs = Number.parseInt(subjectHash.slice(0, 8), 16) % rule.windowMs;
  return nowMs + rule.windowMs - ((nowMs + offsetMs) % rule.windowMs);
}

/**
 * Counts attempts over all processes. Each process counts by itself and adds what it counted to one item for each
 * subject and window, whenever a sixteenth of the limit has come together; the answer says what all others have used.
 * Who asks little is never written down. The item holds a keyed hash, never an address or a member.
 */
export function createThrottle(deps: { table: JindianTable; clock: Clock; secret(): string }) {
  const { table, clock } = deps;
  const entity = new Entity({
    name: 'Throttle',
    table,
    timestamps: false,
    schema: item({
      subject: string().key(),
      endsAtMs: number().key(),
      used: number(),
      expiresAtS: number(),
    }),
    computeKey: ({ subject, endsAtMs }: { subject: string; endsAtMs: number }) => ({
      pk: `THROTTLE#${subject}`,
      sk: String(endsAtMs),
    }),
  });
  const counts = new Map<string, Count>();

  function countOf(rule: ThrottleRule, subject: string): Count {
    const nowMs = clock.nowMs();
    const known = counts.get(subject);
    counts.delete(subject);
    const count =
      known && nowMs < known.endsAtMs
        ? known
        : { endsAtMs: windowEnd(rule, subject, nowMs), shared: 0, unwritten: 0 };
    counts.set(subject, count);
    if (counts.size > maxRemembered) {
      const [oldest] = counts.keys();
      if (oldest !== undefined) counts.delete(oldest);
    }
    return count;
  }

  /** Adds what was counted here, and learns what everybody has used. */
  async function share(subject: string, count: Count): Promise<number> {
    const added = count.unwritten;
    count.unwritten = 0;
    count.shared += added;
    const { Attributes } = await entity
      .build(UpdateItemCommand)
      .item({
        subject,
        endsAtMs: count.endsAtMs,
        used: $add(added),
        expiresAtS: Math.ceil(count.endsAtMs / 1000) + 60,
      })
      .options({ returnValues: 'UPDATED_NEW' })
      .send();
    const used = (Attributes as { used?: number } | undefined)?.used ?? 0;
    count.shared = used;
    return used;
  }

  /** One attempt of this subject (an address or a member's id). */
  async function attempt(name: ThrottleName, who: string): Promise<Admission> {
    const rule: ThrottleRule = throttleRules[name];
    const cost = rule.wrongCosts ?? 1;
    const subject = createHmac('sha256', deps.secret()).update(`${name}\n${who}`).digest('hex').slice(0, 32);
    const count = countOf(rule, subject);
    const refusal = (): Admission => ({
      ok: false,
      retryAfterS: Math.max(1, Math.ceil((count.endsAtMs - clock.nowMs()) / 1000)),
    });
    if (count.shared + count.unwritten >= rule.limit) return refusal();
    count.unwritten += cost;
    if (count.unwritten >= portionOf(rule)) {
      // What the table says includes this attempt: whoever brought it above the limit is the one too many.
      const used = await share(subject, count).catch((error) => {
        // A disk without room: reading goes on, counted here alone. Where guessing is limited, nothing is let through.
        if (rule.wrongCosts !== undefined || problemOf(error) !== 'storage_full') throw error;
        return count.shared;
      });
      if (used > rule.limit) return refusal();
    }
    return {
      ok: true,
      async right() {
        if (cost === 1) return;
        count.unwritten -= cost - 1;
        if (rule.exact) await share(subject, count);
      },
    };
  }

  return { attempt };
}
export type Throttle = ReturnType<typeof createThrottle>;
