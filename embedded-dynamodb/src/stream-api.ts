/** The streams' own API: ListStreams, DescribeStream, GetShardIterator and GetRecords. A stream is one shard here. */
import { createHash } from 'node:crypto';
import type { ChangeLog } from './change-log.ts';
import {
  constraintProblems,
  indexName,
  type Rules,
  takeParameters,
  throwProblems,
} from './checks/parameters.ts';
import { failure, invalid } from './failures.ts';
import { SEQUENCE_DIGITS, sequenceText } from './keys.ts';
import type { StreamRecord, Wire } from './model.ts';
import type { StreamSettings, Table, Tables } from './tables.ts';

const ITERATOR_LIFE_MS = 15 * 60_000;
const MAX_RECORDS = 1_000;
const MAX_PAGE_CHARACTERS = 1024 * 1024;
const MAX_LISTED = 100;

const arn = { type: 'String', min: 37, max: 1024 } as const;
const limit = { type: 'Integer', min: 1, max: MAX_LISTED } as const;
const ITERATOR_TYPES = ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'];
const LIST: Rules = {
  TableName: indexName,
  Limit: limit,
  ExclusiveStartStreamArn: arn,
};
const DESCRIBE: Rules = {
  StreamArn: { ...arn, required: true },
  Limit: limit,
  ExclusiveStartShardId: { type: 'String', min: 28, max: 65 },
};
const ITERATOR: Rules = {
  StreamArn: { ...arn, required: true },
  ShardId: { type: 'String', required: true, min: 28, max: 65 },
  ShardIteratorType: { type: 'String', required: true, oneOf: ITERATOR_TYPES },
  SequenceNumber: { type: 'String', min: 21, max: 40 },
};
const RECORDS: Rules = {
  ShardIterator: { type: 'String', required: true, min: 1, max: 2048 },
  Limit: { type: 'Integer', min: 1, max: MAX_RECORDS },
};

export interface StreamParts {
  tables: Tables;
  changes: ChangeLog;
  now: () => number;
}

interface Found {
  table: Table;
  stream: StreamSettings;
}

function checked(request: Wire, rules: Rules): Wire {
  const data = takeParameters(request, rules);
  throwProblems(constraintProblems(data, rules));
  return data;
}

function allStreams(tables: Tables): Found[] {
  return [...tables.all()]
    .flatMap((table) => (table.streams ?? []).map((stream) => ({ table, stream })))
    .sort((a, b) => (a.stream.arn < b.stream.arn ? -1 : 1));
}

function requireStream(tables: Tables, streamArn: string): Found {
  const found = allStreams(tables).find(({ stream }) => stream.arn === streamArn);
  if (found) return found;
  throw failure('ResourceNotFoundException', `Requested resource not found: Stream: ${streamArn} not found`);
}

function shardIdOf({ arn: streamArn, createdAtMs }: StreamSettings): string {
  const hash = createHash('sha256').update(streamArn).digest('hex').slice(0, 8);
  return `shardId-${String(createdAtMs).padStart(20, '0')}-${hash}`;
}

const following = (sequence: string): string => sequenceText(Number(sequence) + 1);

export function listStreams({ tables }: StreamParts, request: Wire): Wire {
  const data = checked(request, LIST);
  const start: string = data.ExclusiveStartStreamArn ?? '';
  const all = allStreams(tables).filter(
    ({ table, stream }) =>
      stream.arn > start && (data.TableName === undefined || table.description.TableName === data.TableName),
  );
  const page = all.slice(0, data.Limit ?? MAX_LISTED);
  return {
    Streams: page.map(({ table, stream }) => ({
      StreamArn: stream.arn,
      TableName: table.description.TableName,
      StreamLabel: stream.label,
    })),
    ...(page.length < all.length && { LastEvaluatedStreamArn: page.at(-1)!.stream.arn }),
  };
}

export function describeStream({ tables }: StreamParts, request: Wire): Wire {
  const data = checked(request, DESCRIBE);
  const { table, stream } = requireStream(tables, data.StreamArn);
  const shard = {
    ShardId: shardIdOf(stream),
    SequenceNumberRange: {
      StartingSequenceNumber: following(stream.after),
      ...(stream.upTo !== undefined && { EndingSequenceNumber: stream.upTo }),
    },
  };
  const isBehind = data.ExclusiveStartShardId !== undefined && data.ExclusiveStartShardId >= shard.ShardId;
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.upTo === undefined ? 'ENABLED' : 'DISABLED',
      StreamViewType: stream.view,
      CreationRequestDateTime: stream.createdAtMs / 1000,
      TableName: table.description.TableName,
      KeySchema: table.description.KeySchema,
      Shards: isBehind ? [] : [shard],
    },
  };
}

/** What an iterator stands for: the records of a stream behind a sequence number. */
interface Iterator {
  arn: string;
  after: string;
  madeAtMs: number;
}

const written = (iterator: Iterator): string =>
  `${iterator.arn}|1|${Buffer.from(JSON.stringify(iterator)).toString('base64url')}`;

function readIterator(text: string): Iterator {
  try {
    const iterator = JSON.parse(Buffer.from(text.split('|')[2] ?? '', 'base64url').toString()) as Iterator;
    if (typeof iterator.arn === 'string' && typeof iterator.after === 'string') return iterator;
  } catch {
    // Told below, as whatever else is no iterator.
  }
  throw invalid('Invalid ShardIterator');
}

export function getShardIterator({ tables, changes, now }: StreamParts, request: Wire): Wire {
  const data = checked(request, ITERATOR);
  const { stream } = requireStream(tables, data.StreamArn);
  if (data.ShardId !== shardIdOf(stream)) {
    throw failure(
      'ResourceNotFoundException',
      `Requested resource not found: Shard: ${data.ShardId} in stream: ${stream.arn} not found`,
    );
  }
  const after = startOf(stream, data, changes.lastSequence);
  return { ShardIterator: written({ arn: stream.arn, after, madeAtMs: now() }) };
}

function startOf(stream: StreamSettings, { ShardIteratorType, SequenceNumber }: Wire, last: string): string {
  if (ShardIteratorType === 'TRIM_HORIZON') return stream.after;
  if (ShardIteratorType === 'LATEST') return stream.upTo ?? last;
  if (SequenceNumber === undefined) {
    throw invalid(`SequenceNumber is required when ShardIteratorType is ${ShardIteratorType}`);
  }
  if (!/^\d+$/.test(SequenceNumber) || SequenceNumber.length !== SEQUENCE_DIGITS) {
    throw invalid('Invalid SequenceNumber');
  }
  if (SequenceNumber <= stream.after) {
    throw failure(
      'TrimmedDataAccessException',
      'The operation attempted to read past the oldest stream record in a shard',
    );
  }
  if (SequenceNumber > (stream.upTo ?? last)) throw invalid('Invalid SequenceNumber');
  return ShardIteratorType === 'AFTER_SEQUENCE_NUMBER'
    ? SequenceNumber
    : sequenceText(Number(SequenceNumber) - 1);
}

/** Up to `Limit` records and 1 MB of them, oldest first. An ended stream that was read to its end has no next iterator. */
export async function getRecords({ tables, changes, now }: StreamParts, request: Wire): Promise<Wire> {
  const data = checked(request, RECORDS);
  const iterator = readIterator(data.ShardIterator);
  const { table, stream } = requireStream(tables, iterator.arn);
  if (now() - iterator.madeAtMs > ITERATOR_LIFE_MS)
    throw failure('ExpiredIteratorException', 'Iterator expired');
  const { TableName } = table.description;
  const wanted: number = data.Limit ?? MAX_RECORDS;
  const records: StreamRecord[] = [];
  let characters = 0;
  let complete = true;
  for await (const { record, size } of changes.between(TableName, iterator.after, stream.upTo)) {
    if (records.length >= wanted || (records.length > 0 && characters + size > MAX_PAGE_CHARACTERS)) {
      complete = false;
      break;
    }
    characters += size;
    records.push(record);
  }
  const after = records.at(-1)?.dynamodb.SequenceNumber ?? iterator.after;
  const isDone = complete && stream.upTo !== undefined;
  return {
    Records: records.map(overTheWire),
    ...(!isDone && { NextShardIterator: written({ arn: stream.arn, after, madeAtMs: now() }) }),
  };
}

/** Lambda is handed the same records with a few names of their own. */
function overTheWire({ eventSourceARN: _, userIdentity, ...record }: StreamRecord): Wire {
  return {
    ...record,
    ...(userIdentity && { userIdentity: { Type: userIdentity.type, PrincipalId: userIdentity.principalId } }),
  };
}
