/**
 * The tables of docs/events.md, made from what the modules declare and handle:
 *
 *     node --import tsx scripts/event-tables.ts     writes them; a test fails while they are stale
 */
import path from 'node:path';
import { createSystem, type SystemDeps } from '../functions/src/entry/system.ts';
import { createLogger } from '../functions/src/platform/logger.ts';
import { lanes, queueNames } from '../functions/src/platform/queues/lanes.ts';
import { createDynamoClient, createTable } from '../functions/src/platform/table.ts';
import { isMain, table, writeTables } from './generated-tables.ts';

export const eventsPage = path.resolve(import.meta.dirname, '../docs/events.md');

/** The system wired as it is anywhere, and never asked for anything: no call leaves it. */
export function wiredSystem(table = createTable('docs', createDynamoClient({ region: 'cn-north-1' }))) {
  const text = 'of no consequence';
  // Wiring may look at a client (its merchant, say) and must not call it.
  const client: unknown = new Proxy(() => {}, {
    get: (_, name) => (name === Symbol.toPrimitive ? () => text : client),
  });
  return createSystem({
    config: { publicBaseUrl: 'https://docs.invalid', messageTemplates: {} },
    secrets: { sessionSecret: text, pickupSecret: text, codeSecret: text, gatewaySecret: text },
    table,
    clock: { nowMs: () => 0 },
    logger: createLogger('silent'),
    wechatPay: client,
    wechat: client,
  } as unknown as SystemDeps);
}

export function eventTables(): Record<'events' | 'queues' | 'due', string> {
  const { events, due } = wiredSystem();
  const code = (name: string) => `\`${name}\``;
  const byName = (a: string, b: string) => (a < b ? -1 : 1);
  return {
    events: table(
      ['event', 'version', 'about', 'what has happened', 'its data', 'announced by', 'heard by'],
      events
        .toSorted((a, b) => byName(a.type, b.type))
        .map(({ type, version, aggregate, fields, means, announcedBy, heardBy }) => [
          code(type),
          String(version),
          aggregate.replace('_', ' '),
          means,
          fields.map(code).join(', '),
          announcedBy,
          heardBy.toSorted(byName).join(', '),
        ]),
    ),
    queues: table(
      ['queue', 'what for', 'at once, deployed', 'time of one delivery'],
      queueNames.map((name) => {
        const { means, deployedConcurrency, timeoutSeconds } = lanes[name];
        return [code(name), means, String(deployedConcurrency), `${timeoutSeconds} s`];
      }),
    ),
    due: table(
      ['kind', 'when, and what is done', 'planned by', 'done by'],
      due
        .toSorted((a, b) => byName(a.kind, b.kind))
        .map(({ kind, means, plannedBy, doneBy }) => [code(kind), means, plannedBy, doneBy]),
    ),
  };
}

if (isMain(import.meta.url)) writeTables(eventsPage, eventTables());
