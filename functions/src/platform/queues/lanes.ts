import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';

/**
 * The queues, each for one kind of consumer: what is slow or broken in one keeps nobody in another waiting. Deployed,
 * each is an SQS queue with a function of its own; in one process each has workers of its own.
 */
export type Lane = {
  /** Deliveries at once: in one process, and as the event source's limit when deployed. */
  concurrency: number;
  deployedConcurrency: number;
  /** How long one delivery may take; deployed, the function's timeout. */
  timeoutSeconds: number;
  /** Its handlers post to the books. */
  posts?: true;
  /** Its handlers pay out, so an emergency stop may keep its messages longer than SQS does: it sends them anew. */
  holds?: true;
  means: string;
};

/**
 * Deliveries that one call of a function is given: one that is slow keeps few others waiting, long work nobody. What is
 * posted together shares transactions, so of the books as many as SQS gives without waiting for more.
 */
export function deliveriesOf(name: QueueName): number {
  if (name === 'heavy' || name === 'pictures' || name === 'figures') return 1;
  return name === 'books' ? 10 : 5;
}

export const lanes = {
  books: {
    concurrency: 10,
    deployedConcurrency: 50,
    timeoutSeconds: 30,
    posts: true,
    holds: true,
    means: 'postings that follow from what happened: commission, title, fees',
  },
  orders: {
    concurrency: 4,
    deployedConcurrency: 50,
    timeoutSeconds: 30,
    posts: true,
    means: 'what an order does next by itself: unpaid, refused, not picked up, goods lost or called',
  },
  payments: {
    concurrency: 4,
    deployedConcurrency: 20,
    timeoutSeconds: 30,
    posts: true,
    means: 'what WeChat Pay is asked or told behind the requests: refunds, late money',
  },
  shipping: {
    concurrency: 2,
    deployedConcurrency: 10,
    timeoutSeconds: 30,
    means: 'shipping information for WeChat, without which it keeps the money',
  },
  messages: {
    concurrency: 2,
    deployedConcurrency: 10,
    timeoutSeconds: 30,
    means: 'messages to shoppers',
  },
  couriers: {
    concurrency: 2,
    deployedConcurrency: 10,
    timeoutSeconds: 30,
    means: "couriers' tasks kept in step with their orders",
  },
  publishing: {
    concurrency: 1,
    deployedConcurrency: 2,
    timeoutSeconds: 60,
    means: 'network and policies, put in force for running functions',
  },
  insight: {
    concurrency: 2,
    deployedConcurrency: 10,
    timeoutSeconds: 30,
    means: 'figures that are counted from events',
  },
  /** Its function has the program that knows pictures, and memory for large ones. */
  pictures: {
    concurrency: 1,
    deployedConcurrency: 4,
    timeoutSeconds: 60,
    means: 'pictures of goods: fetched, looked at, made ready, and removed when nothing shows them',
  },
  /** Its function has the program that counts. */
  figures: {
    concurrency: 1,
    deployedConcurrency: 2,
    timeoutSeconds: 300,
    means: 'facts gathered into files that figures are counted from',
  },
  timers: {
    concurrency: 1,
    deployedConcurrency: 16,
    timeoutSeconds: 60,
    means: 'shards of what is due, where one look does not send it all',
  },
  heavy: {
    concurrency: 1,
    deployedConcurrency: 2,
    timeoutSeconds: 300,
    posts: true,
    means: 'long work in portions: comparisons, simulations, reconciliation, moving in',
  },
  /** Told by a newer program: its handler is deployed before long. */
  unknown: {
    concurrency: 1,
    deployedConcurrency: 2,
    timeoutSeconds: 30,
    means: 'events and due times that nobody here knows (yet)',
  },
} as const satisfies Record<string, Lane>;

export type QueueName = keyof typeof lanes;
export const queueNames = Object.keys(lanes) as QueueName[];

const firstPauseMs = 5_000;
const longestPauseMs = 15 * minuteMs;
/** Some twelve tries. What waits for somebody else on purpose says `NotYet` and may wait longer. */
const giveUpAfterMs = 2 * hourMs;
const minTries = 5;
const waitForOthersMs = 3 * dayMs;
/** Days of waiting in fewer tries than SQS allows a message. */
const longestWaitMs = hourMs;
/** Weeks may pass before somebody lifts a stop, and whoever lifts one expects the rest the same day. */
export const longestHoldMs = 3 * hourMs;
/**
 * SQS forgets a message after two weeks and sets it apart after a hundred tries: one on hold is sent anew long before, so
 * that what fails once the stop is lifted has all its tries, too.
 */
export const holdAnewMs = hourMs;

/** Thrown by a handler: nothing is wrong, but it can only be done later. Tried for days before a person is asked. */
export class NotYet extends Error {
  readonly retryAfterMs: number | null;
  constructor(reason: string, retryAfterMs: number | null = null) {
    super(reason);
    this.name = 'NotYet';
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown by a handler: a person has stopped it on purpose. Tried until they lift the stop, and never given up. */
export class OnHold extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'OnHold';
  }
}

/** Thrown by a handler: trying again does not help, so a person is asked at once. */
export class Never extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Never';
  }
}

/** The pause before the next try, growing; `spread` from 0 to 1 keeps failures from coming back together. */
export function pauseMsOf(tries: number, error: unknown, spread = Math.random()): number {
  const waits = error instanceof NotYet;
  const longestMs = error instanceof OnHold ? longestHoldMs : waits ? longestWaitMs : longestPauseMs;
  const growing = Math.min(longestMs, firstPauseMs * 3 ** Math.min(tries - 1, 10));
  // What asks for a minute each time would use up its tries within hours.
  const pauseMs = Math.max(growing, (waits ? error.retryAfterMs : null) ?? 0);
  return Math.round(pauseMs * (0.9 + 0.2 * spread));
}

/** Whether it is left to a person now: after `tries` over `ageMs`, or at once where no try can help. */
export function isGivenUp(tries: number, ageMs: number, error: unknown): boolean {
  if (error instanceof Never) return true;
  if (error instanceof OnHold) return false;
  return error instanceof NotYet ? ageMs >= waitForOthersMs : tries >= minTries && ageMs >= giveUpAfterMs;
}
