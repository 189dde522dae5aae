/** What a machine that runs a business tells of itself, in Prometheus' own format and by its own library. */
import { Hono, type MiddlewareHandler } from 'hono';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PartHealth } from '../../platform/part-health.ts';

export type Metrics = ReturnType<typeof createMetrics>;

/** First step of the path: numbers and codes of orders are no names of series. */
const areas = new Set(['v1', 'hq', 'q', 'docs', 'healthz', 'pictures', 'assets']);
const areaOf = (path: string) => {
  const [, first = ''] = path.split('/');
  return areas.has(first) ? first : 'files';
};

export function createMetrics(deps: {
  health(): readonly PartHealth[];
  /** Messages that wait or are being handled. */
  queued(): number;
  /** Messages that headquarters decides about; so many are counted as it likes. */
  givenUp(): Promise<number>;
  lastBackupAtMs(): number | null;
}) {
  const registry = new Registry();
  registry.setDefaultLabels({ service: 'jindian' });
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'jindian_http_request_duration_seconds',
    help: 'Answers, by the first step of their path and their status.',
    labelNames: ['area', 'method', 'status'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const bytes = new Counter({
    name: 'jindian_http_request_bytes_total',
    help: 'Bytes that requests said they brought.',
    labelNames: ['area'],
    registers: [registry],
  });
  new Gauge({
    name: 'jindian_part_ok',
    help: '1: a part that the system stands on is well.',
    labelNames: ['part'],
    registers: [registry],
    collect() {
      // One that is there for a while only is not told of afterwards.
      this.reset();
      for (const { part: name, state } of deps.health()) this.set({ part: name }, state === 'ok' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'jindian_queued_messages',
    help: 'Messages of events and timers that wait or are being handled.',
    registers: [registry],
    collect() {
      this.set(deps.queued());
    },
  });
  new Gauge({
    name: 'jindian_given_up_messages',
    help: 'What could not be done after all its tries, and waits for a person; 100: so many or more.',
    registers: [registry],
    async collect() {
      this.set(await deps.givenUp());
    },
  });
  new Gauge({
    name: 'jindian_last_backup_timestamp_seconds',
    help: 'When the last backup was made; 0: never.',
    registers: [registry],
    collect() {
      this.set((deps.lastBackupAtMs() ?? 0) / 1000);
    },
  });

  const measured: MiddlewareHandler = async (c, next) => {
    const area = areaOf(c.req.path);
    const end = seconds.startTimer({ area, method: c.req.method });
    bytes.inc({ area }, Number(c.req.header('content-length')) || 0);
    await next();
    end({ status: String(c.res.status) });
  };

  const page = new Hono();
  page.get('/metrics', async (c) =>
    c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  );
  return { measured, page };
}
