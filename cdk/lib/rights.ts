import type { QueueName } from '../../functions/src/platform/queues/lanes.ts';

/** The parts of what is secret, each a secret of its own. */
export const secretParts = ['signing', 'wechat', 'wechat-pay'] as const;
export type SecretPart = (typeof secretParts)[number];

const read = ['GetItem', 'BatchGetItem', 'Query'] as const;
// A batch has a right of its own: those to its parts do not hold for it.
const write = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem'] as const;
export type TableAction = (typeof read)[number] | (typeof write)[number];

/** What one function may do beyond writing its log. Nobody scans the table, and nobody changes the table itself. */
export type Rights = {
  secrets: readonly SecretPart[];
  /** On the table's items; a transaction needs the right to each of its parts. */
  table: readonly TableAction[];
  /** Only on items whose partition key is like one of these. */
  partitions?: readonly string[];
  /** May send messages into the queues. */
  sends: boolean;
};

const everyItem = [...read, ...write] as const;
/** What was given up on, for HQ. */
const deadLetters = ['DEADLETTERS'];

const programs = {
  api: { secrets: secretParts, table: everyItem, sends: true },
  // It reads the stream, which brings all that it needs.
  relay: { secrets: [], table: [], sends: true },
  levels: {
    secrets: [],
    table: [...read, 'PutItem', 'UpdateItem'],
    partitions: ['SNAPSHOT#*', 'AVAILABLE#*'],
    sends: false,
  },
  timers: { secrets: [], table: everyItem, sends: true },
  'dead-letters': { secrets: [], table: ['PutItem'], partitions: deadLetters, sends: false },
} as const satisfies Record<string, Rights>;

const secretsOf: Partial<Record<QueueName, readonly SecretPart[]>> = {
  // Whether the shopper has told WeChat that a delivery came.
  orders: ['wechat', 'wechat-pay'],
  payments: ['wechat-pay'],
  shipping: ['wechat'],
  messages: ['wechat'],
  // The day's bill.
  heavy: ['wechat-pay'],
};

export type ProgramName = keyof typeof programs;

export function rightsOf(name: ProgramName): Rights {
  return programs[name];
}

/** Of the function behind a queue. */
export function rightsOfConsumer(name: QueueName): Rights {
  const secrets = secretsOf[name] ?? [];
  // What nobody knows is only sent on, or left to a person.
  if (name === 'timers') return programs.timers;
  if (name === 'unknown') return { secrets, table: ['PutItem'], partitions: deadLetters, sends: true };
  return { secrets, table: everyItem, sends: false };
}
