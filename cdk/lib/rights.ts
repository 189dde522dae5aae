import { type SecretPart, secretVariables } from '../../functions/src/platform/deployed-names.ts';
import { type Lane, lanes, type QueueName } from '../../functions/src/platform/queues/lanes.ts';

const read = ['GetItem', 'BatchGetItem', 'Query'] as const;
// A batch has a right of its own: those to its parts do not hold for it.
const write = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem'] as const;
export type TableAction = (typeof read)[number] | (typeof write)[number];

export type Grant = {
  actions: readonly TableAction[];
  /** Only on items whose partition key is like one of these, and in no index; absent: on every item. */
  partitions?: readonly string[];
  /** In the indexes as well, by the same keys there. */
  inIndexes?: true;
};

export type PictureAction = 'GetObject' | 'PutObject' | 'DeleteObject';

/** What one function may do beyond writing its log. Nobody scans the table, and nobody changes the table itself. */
export type Rights = {
  secrets: readonly SecretPart[];
  /** On the table's items; a transaction needs the right to each of its parts. */
  table: readonly Grant[];
  /** May send messages into the queues. */
  sends: boolean;
  /** In the bucket of pictures, by the beginning of their names; absent: nothing. */
  pictures?: Readonly<Partial<Record<PictureAction, string>>>;
  /** Puts files into the bucket of downloads; `hands_out`: and gives out addresses to fetch them. */
  files?: 'keeps' | 'hands_out';
};

const everyItem: readonly Grant[] = [{ actions: [...read, ...write] }];
/** What was given up on, for HQ. Every consumer keeps what it gives up on. */
const keepsDeadLetters: Grant = { actions: ['PutItem'], partitions: ['DEADLETTERS'] };
/** An order as a whole, and who in WeChat its shopper is; one who ordered from a browser may be joined with another. */
const readsOrders: Grant = { actions: read, partitions: ['ORDER#*', 'WECHAT#*', 'MEMBER#*'] };

/** What headquarters publish, such as the calendar of holidays by which places are open; its heads are read together. */
const readsSettings: Grant = { actions: read, partitions: ['POLICY_HEADS#*', 'POLICY#*'] };

const programs = {
  api: {
    secrets: Object.keys(secretVariables) as SecretPart[],
    table: everyItem,
    sends: true,
    // It serves those that are ready, and gives out addresses to send others to.
    pictures: { GetObject: '*', PutObject: 'sent/*' },
    files: 'hands_out',
  },
  // Pages and answers that are counted, by whoever is signed in: as the API, without what pays and tells.
  figures: { secrets: ['signing', 'front'], table: everyItem, sends: true, files: 'hands_out' },
  // It reads the stream, which brings all that it needs.
  relay: { secrets: [], table: [], sends: true },
  levels: {
    secrets: [],
    table: [
      { actions: read, partitions: ['SNAPSHOT#*', 'AVAILABLE#*', 'NETWORK#CHANGED'] },
      { actions: ['PutItem', 'UpdateItem'], partitions: ['AVAILABLE#*'] },
      { actions: ['UpdateItem'], partitions: ['SHELF#*'] },
      readsSettings,
    ],
    sends: false,
  },
  timers: { secrets: [], table: everyItem, sends: true },
  'dead-letters': { secrets: [], table: [keepsDeadLetters], sends: false },
} as const satisfies Record<string, Rights>;

const secretsOf: Partial<Record<QueueName, readonly SecretPart[]>> = {
  // Whether the shopper has told WeChat that a delivery came.
  orders: ['wechat', 'wechat-pay'],
  payments: ['wechat-pay'],
  shipping: ['wechat'],
  messages: ['wechat'],
  // Mini-program codes on posters; and the day's bill.
  heavy: ['wechat', 'wechat-pay'],
};

/** Consumers whose handlers have to do with few kinds of items; the others follow orders wherever they lead. */
const tableOf: Partial<Record<QueueName, readonly Grant[]>> = {
  // It asks and tells WeChat, and writes nothing.
  shipping: [readsOrders, keepsDeadLetters],
  // A mark of what was told, and one accept of the member's used up.
  messages: [
    readsOrders,
    readsSettings,
    { actions: read, partitions: ['SNAPSHOT#*'] },
    // Who works at a place, for the message to its staff.
    { actions: ['Query'], partitions: ['STAFF#*'], inIndexes: true },
    { actions: ['PutItem', 'DeleteItem'], partitions: ['NONCE#*'] },
    { actions: ['UpdateItem'], partitions: ['MEMBER#*'] },
    keepsDeadLetters,
  ],
  // Counts, each event once.
  insight: [
    { actions: ['PutItem'], partitions: ['NONCE#*'] },
    { actions: ['UpdateItem'], partitions: ['REFUSALS#*'] },
    // Facts of members, from what they are of; a member who is gone meanwhile has none.
    readsOrders,
    readsSettings,
    { actions: read, partitions: ['SNAPSHOT#*'] },
    { actions: ['ConditionCheckItem'], partitions: ['MEMBER#*'] },
    { actions: [...read, ...write], partitions: ['MEMBER_FACTS#*'] },
    keepsDeadLetters,
  ],
  // It gathers what is there, and notes how far it is.
  figures: [
    readsSettings,
    { actions: ['Query'], partitions: ['MEMBER_FACTS#*'] },
    { actions: [...read, 'PutItem'], partitions: ['FACTS_GATHERING'] },
    { actions: ['PutItem'], partitions: ['OUTBOX#*'] },
    keepsDeadLetters,
  ],
  // It decodes what strangers made: it has no keys, and nothing in its reach but pictures and the goods that show them.
  pictures: [
    { actions: read, partitions: ['PICTURE#*', 'PICTUREJOB#*', 'SNAPSHOT#*', 'POSTER_JOB#*'] },
    { actions: write, partitions: ['PICTURE#*', 'PICTUREJOB#*'] },
    // Which file the posters of a portion are in.
    { actions: ['UpdateItem'], partitions: ['POSTER_JOB#*'] },
    // The logo and the shop window, in all their versions.
    { actions: read, partitions: ['POLICY#settings-brand', 'POLICY#shop-window'] },
    keepsDeadLetters,
  ],
  // What nobody knows is only sent on, or left to a person.
  unknown: [keepsDeadLetters],
};

export type ProgramName = keyof typeof programs;

export function rightsOf(name: ProgramName): Rights {
  return programs[name];
}

/** Of the function behind a queue. */
export function rightsOfConsumer(name: QueueName): Rights {
  const secrets = secretsOf[name] ?? [];
  if (name === 'timers') return programs.timers;
  return {
    secrets,
    table: tableOf[name] ?? everyItem,
    sends: name === 'unknown' || (lanes[name] as Lane).holds === true,
    ...(name === 'pictures'
      ? { pictures: { GetObject: '*', PutObject: '*', DeleteObject: '*' }, files: 'keeps' as const }
      : {}),
    ...(name === 'figures' ? { files: 'keeps' as const } : {}),
  };
}
