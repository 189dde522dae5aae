/**
 * What a month costs by orders a day, from what was measured and from prices: the tables of
 * docs/operations/running-costs.md. `node --import tsx scripts/running-costs.ts` writes them.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { queueNames } from '../functions/src/platform/queues/lanes.ts';
import { isMain, table, writeTables } from './generated-tables.ts';

const page = (name: string) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
export const costsPage = page('operations/running-costs.md');

/** Steps of the table of one order that are requests to the API; the others are done behind them. */
const requestSteps = [
  ...['quote', 'place', 'paid notification', 'look at the order', 'list of work', 'pack', 'pickup code'],
  ...['read the code', 'hand over'],
];

const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('*', '').trim());

/** Of one pickup order with a referred seller, as the page of performance has it. */
export function measuredUnits(performance = readFileSync(page('performance.md'), 'utf8')) {
  const lines = performance.split('\n').filter((line) => line.startsWith('|'));
  const rowOf = (name: string) => {
    const row = lines.map(cells).find(([first]) => first === name);
    if (!row) throw new Error(`docs/performance.md has no row ${name}`);
    return row;
  };
  const all = rowOf('all');
  return {
    reads: Number(all.at(-2)),
    writes: Number(rowOf('whole order, folds shared as above (8.4 of 20)').at(-1)),
    requests: requestSteps.filter((step) => rowOf(step)).length,
  };
}

/** What nobody has measured. Change what you know better, and write the page anew. */
export const assumed = {
  visitsForAnOrder: 20,
  requestsAVisit: 8,
  readUnitsOfAVisit: 12,
  /** App, pictures and answers. */
  megabytesAVisit: 0.6,
  filesAVisit: 25,
  /** Writes for the figures of regions: two changes of a level, four writes each at most. */
  writesOfRegionalFigures: 8,
  /** A call of the API waits for the database and, when an order is placed, for WeChat Pay. */
  apiMs: 60,
  messagesAnOrder: 14,
  consumerMs: 60,
  streamCallsAnOrder: 6,
  streamMs: 30,
  gigabytesOfMemory: 1,
  kilobytesOfLogsARequest: 2,
  kilobytesStoredForAnOrder: 15,
  monthsKept: 12,
  /** Lambda asks each queue for messages, three times a minute by five askers, also when there is none. */
  pollsAQueueAndMinute: 15,
  timerMs: 120,
  alarms: 75,
  secrets: 6,
} as const;

export const daysAMonth = 30;
const minutesAMonth = daysAMonth * 1_440;
export const ordersADay = [100, 1_000, 10_000, 100_000] as const;

/** What is used in a month. */
export function usage(orders: number) {
  const unit = measuredUnits();
  const a = assumed;
  const month = orders * daysAMonth;
  const visits = month * a.visitsForAnOrder;
  const requests = month * unit.requests + visits * a.requestsAVisit;
  const messages = month * a.messagesAnOrder;
  const streamCalls = month * a.streamCallsAnOrder;
  const seconds =
    (requests * a.apiMs + messages * a.consumerMs + streamCalls * a.streamMs + minutesAMonth * a.timerMs) /
    1_000;
  return {
    writeUnits: month * (unit.writes + a.writesOfRegionalFigures),
    readUnits: month * unit.reads + visits * a.readUnitsOfAVisit + minutesAMonth,
    storedGb: (month * a.monthsKept * a.kilobytesStoredForAnOrder) / 1e6,
    lambdaCalls: requests + messages + streamCalls + minutesAMonth,
    lambdaGbSeconds: seconds * a.gigabytesOfMemory,
    apiRequests: requests,
    queueRequests: messages * 3 + minutesAMonth * queueNames.length * 2 * a.pollsAQueueAndMinute,
    logsGb: (requests * a.kilobytesOfLogsARequest) / 1e6,
    edgeGb: (visits * a.megabytesAVisit) / 1e3,
    edgeRequests: visits * (a.requestsAVisit + a.filesAVisit),
    fixedSecrets: a.secrets,
    fixedAlarms: a.alarms,
  };
}
type Usage = ReturnType<typeof usage>;

/** How much of it one price is for; null: not known here. */
type Prices = Record<keyof Usage, { per: number; price: number | null }>;
const million = 1e6;

/**
 * Public prices on demand, without free tiers and savings plans. Nobody looked them up on a bill: compare before relying on them.
 */
export const regions: readonly { name: string; currency: string; source: string; prices: Prices }[] = [
  {
    name: 'ap-southeast-1',
    currency: 'USD',
    source:
      "AWS's price pages as generally known in 2025 (DynamoDB after its halving of November 2024), written down without looking them up on 30 November 2026",
    prices: {
      writeUnits: { per: million, price: 0.7115 },
      readUnits: { per: million, price: 0.1423 },
      // With 35 days of point-in-time recovery.
      storedGb: { per: 1, price: 0.285 + 0.228 },
      lambdaCalls: { per: million, price: 0.2 },
      lambdaGbSeconds: { per: 1, price: 0.0000133334 },
      apiRequests: { per: million, price: 1.25 },
      queueRequests: { per: million, price: 0.4 },
      logsGb: { per: 1, price: 0.7 },
      edgeGb: { per: 1, price: 0.12 },
      edgeRequests: { per: 10_000, price: 0.012 },
      fixedSecrets: { per: 1, price: 0.4 },
      fixedAlarms: { per: 1, price: 0.1 },
    },
  },
  {
    name: 'cn-northwest-1',
    currency: 'CNY',
    source:
      'stored copies of amazonaws.cn/en/dynamodb/pricing (writes) and amazonaws.cn/en/cloudfront/pricing, of unknown day; the other prices are not known here',
    prices: {
      writeUnits: { per: million, price: 11.1538 },
      readUnits: { per: million, price: null },
      storedGb: { per: 1, price: null },
      lambdaCalls: { per: million, price: null },
      lambdaGbSeconds: { per: 1, price: null },
      apiRequests: { per: million, price: null },
      queueRequests: { per: million, price: null },
      logsGb: { per: 1, price: null },
      edgeGb: { per: 1, price: 0.30866 },
      edgeRequests: { per: 10_000, price: 0.15 },
      fixedSecrets: { per: 1, price: null },
      fixedAlarms: { per: 1, price: null },
    },
  },
];

const names: Record<keyof Usage, string> = {
  writeUnits: 'DynamoDB, writing (million units)',
  readUnits: 'DynamoDB, reading (million units)',
  storedGb: 'DynamoDB, kept and recoverable (GB)',
  lambdaCalls: 'Lambda, calls (million)',
  lambdaGbSeconds: 'Lambda, time (thousand GB-seconds)',
  apiRequests: 'API Gateway (million requests)',
  queueRequests: 'SQS (million requests)',
  logsGb: 'CloudWatch Logs (GB)',
  edgeGb: 'CloudFront, sent (GB)',
  edgeRequests: 'CloudFront (million requests)',
  fixedSecrets: 'Secrets',
  fixedAlarms: 'Alarms',
};
const shownPer = (key: keyof Usage) =>
  /million/.test(names[key]) ? million : /thousand/.test(names[key]) ? 1_000 : 1;
const figure = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : Number(value.toPrecision(2)).toString();
const keys = Object.keys(names) as (keyof Usage)[];
const headOf = (first: string) => [first, ...ordersADay.map((n) => `${n.toLocaleString('en-US')} a day`)];

export function costOf(region: (typeof regions)[number], orders: number) {
  const used = usage(orders);
  const parts = keys.map((key) => {
    const { per, price } = region.prices[key];
    return { key, cost: price === null ? null : (used[key] / per) * price };
  });
  return { parts, known: parts.reduce((sum, { cost }) => sum + (cost ?? 0), 0) };
}

export function costTables(): Record<string, string> {
  const tables: Record<string, string> = {
    usage: table(
      headOf('used in a month'),
      keys.map((key) => [names[key], ...ordersADay.map((n) => figure(usage(n)[key] / shownPer(key)))]),
    ),
    assumed: table(
      ['assumed, not measured', ''],
      Object.entries(assumed).map(([name, value]) => [
        name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`),
        String(value),
      ]),
    ),
    measured: table(
      ['measured, of one pickup order', ''],
      Object.entries(measuredUnits()).map(([name, value]) => [
        name === 'requests' ? 'requests to the API' : `${name.slice(0, -1)} units`,
        String(value),
      ]),
    ),
  };
  for (const region of regions) {
    const costs = ordersADay.map((n) => costOf(region, n));
    const whole = costs[0]?.parts.every(({ cost }) => cost !== null);
    tables[region.name] = table(headOf(`${region.currency} a month`), [
      ...keys.map((key, nth) => [
        names[key].replace(/ \(.*/, ''),
        ...costs.map(({ parts }) => {
          const cost = parts[nth]?.cost ?? null;
          return cost === null ? 'not known' : figure(cost);
        }),
      ]),
      [whole ? '**all**' : '**what is known**', ...costs.map(({ known }) => `**${figure(known)}**`)],
      [
        whole ? 'an order' : 'of it an order',
        ...costs.map(({ known }, nth) => figure(known / ((ordersADay[nth] ?? 1) * daysAMonth))),
      ],
    ]);
  }
  return tables;
}

if (isMain(import.meta.url)) writeTables(costsPage, costTables());
