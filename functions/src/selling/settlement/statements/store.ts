import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { Page } from '@jindian/shared/contract/common';
import {
  type Figures,
  payeeRoutes,
  statementAnswers,
  statementOutcomes,
  statementStates,
} from '@jindian/shared/contract/selling/settlement';
import { dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../../platform/batch-read.ts';
import { Entity } from '../../../platform/entity.ts';
import { filledPage } from '../../../platform/filled-page.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';
import type { PaidMonth } from '../payees/paid.ts';

export type StatementRecord = Figures & {
  payeeId: string;
  runId: string;
  state: (typeof statementStates)[number];
  outcome: (typeof statementOutcomes)[number];
  kind: 'employee' | 'individual' | 'business';
  route: (typeof payeeRoutes)[number];
  employerId?: string | undefined;
  closingDay: string;
  /** In which it is taxed. */
  month: string;
  withholdingVersion: string;
  tax?: PaidMonth['tax'];
  fromLine: number;
  toLine: number;
  /** Of fees for deliveries, beside the account's own lines. */
  courier?: { fromLine: number; toLine: number; sumFen: number } | undefined;
  atMs: number;
  /** Where something is paid. */
  payoutId?: string | undefined;
  answer?: (typeof statementAnswers)[number] | undefined;
  answerNote?: string | undefined;
  expiresAtS?: number | undefined;
};

/** What was tried and never approved is of no use to anybody. */
const draftKeptMs = 90 * dayMs;
export const statementLabel = 'statement';
const partition = (payeeId: string) => `PAYEE_STATEMENTS#${payeeId}`;
const runPartition = (runId: string) => `SETTLEMENT_RUN#${runId}`;

export function createStatementStore(table: JindianTable) {
  const entity = new Entity({
    name: 'PayeeStatement',
    table,
    timestamps: false,
    schema: item({
      payeeId: string().key(),
      runId: string().key(),
      state: string().enum(...statementStates),
      outcome: string().enum(...statementOutcomes),
      kind: string().enum('employee', 'individual', 'business'),
      route: string().enum(...payeeRoutes),
      employerId: string().optional(),
      closingDay: string(),
      month: string(),
      withholdingVersion: string(),
      tax: map({ incomeFen: number(), taxableFen: number(), basisPoints: number() }).optional(),
      fromLine: number(),
      toLine: number(),
      courier: map({ fromLine: number(), toLine: number(), sumFen: number() }).optional(),
      atMs: number(),
      openingFen: number(),
      earnedFen: number(),
      takenBackFen: number(),
      returnedFen: number(),
      dueFen: number(),
      setOffFen: number(),
      grossFen: number(),
      withheldFen: number(),
      netFen: number(),
      closingFen: number(),
      payoutId: string().optional(),
      answer: string()
        .enum(...statementAnswers)
        .optional(),
      answerNote: string().optional(),
      gsi1pk: string(),
      gsi1sk: string(),
      expiresAtS: number().optional(),
    }),
    computeKey: ({ payeeId, runId }: { payeeId: string; runId: string }) => ({
      pk: partition(payeeId),
      sk: `STATEMENT#${runId}`,
    }),
  });

  type Key = { payeeId: string; runId: string };
  async function readMany(keys: readonly Key[]): Promise<(StatementRecord | null)[]> {
    const found = await readBatch(
      table,
      keys.map(({ payeeId, runId }) => entity.build(BatchGetRequest).key({ payeeId, runId })),
      { consistent: true },
    );
    return found.map((one) => one ?? null);
  }

  /** Whoever computes it first has made it: of two that try the same portion at once, both go on with the same figures. */
  async function keepDraft(draft: StatementRecord): Promise<StatementRecord> {
    const { payeeId, runId, atMs } = draft;
    const put = entity
      .build(PutItemCommand)
      .item({
        ...draft,
        gsi1pk: runPartition(runId),
        gsi1sk: payeeId,
        expiresAtS: Math.ceil((atMs + draftKeptMs) / 1000),
      })
      .options({ condition: { attr: 'payeeId', exists: false } });
    try {
      await put.send();
      return draft;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const [there] = await readMany([draft]);
      if (!there) throw new Error(`statement ${payeeId} ${runId} is gone`);
      return there;
    }
  }

  function endDraft({ payeeId, runId }: Key, state: 'issued' | 'passed_over'): Write {
    const update = entity
      .build(UpdateTransaction)
      .item({ payeeId, runId, state, expiresAtS: $remove() })
      .options({ condition: { attr: 'state', eq: 'draft' } });
    return write(statementLabel, update);
  }

  function answerWrite(
    { payeeId, runId }: Key,
    answer: (typeof statementAnswers)[number],
    note: string | undefined,
    before: StatementRecord['answer'],
  ): Write {
    const update = entity
      .build(UpdateTransaction)
      .item({ payeeId, runId, answer, answerNote: note ?? $remove() })
      .options({
        condition: {
          and: [
            { attr: 'state', eq: 'issued' },
            before === undefined ? { attr: 'answer', exists: false } : { attr: 'answer', eq: before },
          ],
        },
      });
    return write(statementLabel, update);
  }

  /** A payee's, the latest first; what is only tried is not among them. */
  function ofPayee(
    payeeId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<Page<StatementRecord>> {
    return filledPage<StatementRecord, StatementRecord>({
      limit,
      cursor,
      async read(most, after) {
        const { Items = [] } = await table
          .build(QueryCommand)
          .query({
            partition: partition(payeeId),
            range: after === undefined ? { beginsWith: 'STATEMENT#' } : { lt: `STATEMENT#${after}` },
          })
          .entities(entity)
          .options({ limit: most, reverse: true, consistent: true })
          .send();
        return Items as StatementRecord[];
      },
      cursorOf: ({ runId }) => runId,
      look: async (found) => found.map((one) => (one.state === 'issued' ? one : null)),
    });
  }

  /** Of a run, in the order of payees. */
  async function ofRun(runId: string, page: { limit: number; cursor?: string | undefined }) {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({
        index: 'gsi1',
        partition: runPartition(runId),
        ...(page.cursor === undefined ? {} : { range: { gt: page.cursor } }),
      })
      .options({ limit: page.limit + 1 })
      .send();
    const payees = (Items as unknown as { gsi1sk: string }[]).map(({ gsi1sk }) => gsi1sk);
    const shown = payees.slice(0, page.limit);
    const found = await readMany(shown.map((payeeId) => ({ payeeId, runId })));
    return {
      items: found.flatMap((one) => one ?? []),
      nextCursor: payees.length > page.limit ? (shown.at(-1) ?? null) : null,
    };
  }

  return { readMany, keepDraft, endDraft, answerWrite, ofPayee, ofRun };
}
export type StatementStore = ReturnType<typeof createStatementStore>;
