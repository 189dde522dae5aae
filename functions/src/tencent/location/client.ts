import type { PointGcj02 } from '@jindian/shared/geo';
import { z } from '@jindian/shared/zod';
import { tencentPatience } from '../../platform/budgets.ts';
import {
  type Fetch,
  isTimeForAnother,
  joinUrl,
  parseJson,
  sendOnce,
  timeLeft,
} from '../../platform/outgoing/exchange.ts';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import type { TencentCall } from '../call.ts';
import { signatureOf } from './signing.ts';
import type { LocationFailure, LocationFailureCode, TencentLocation } from './types.ts';

export type TencentLocationConfig = {
  /** https://apis.map.qq.com */
  readonly baseUrl: string;
  readonly key: string;
  readonly secretKey: string;
  readonly attemptMs?: number;
  readonly totalMs?: number;
};

export type TencentLocationDependencies = {
  readonly fetch?: Fetch;
  readonly observe?: (call: TencentCall) => void;
};

const maxAnswerBytes = 262_144;
const pageSize = 10;
/** Far above any address; the service takes no more either. */
const longestText = 96;

/** What somebody typed, as it can be sent: cut between characters. A half of one cannot be encoded and would throw. */
const sendable = (text: string) => [...text.replace(/\p{Surrogate}/gu, '')].slice(0, longestText).join('');

const envelope = z.object({ status: z.int(), message: z.string().default('') });
const location = z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) });
/** Left out or empty where a province has counties without a city between. */
const name = z.string().default('');

const suggestions = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      address: name,
      province: name,
      city: name,
      district: name,
      location,
    }),
  ),
});
const located = z.object({
  result: z.object({
    location,
    address_components: z.object({ province: name, city: name, district: name }),
    level: z.int().default(0),
    reliability: z.number().default(0),
  }),
});
const described = z.object({
  result: z.object({
    address_component: z.object({
      province: name,
      city: name,
      district: name,
      street: name,
      street_number: name,
    }),
    formatted_addresses: z.object({ recommend: name }).default({ recommend: '' }),
  }),
});

/** By the service's list of states. What is not listed is taken for an answer that nobody can use. */
function codeOf(status: number): LocationFailureCode {
  if (status === 120 || status === 121) return 'quota';
  if ((status >= 110 && status <= 113) || status === 190 || status === 199 || status === 311)
    return 'misconfigured';
  // 347: no result; 348 and 3xx: a text that it makes nothing of.
  return status >= 300 && status < 400 ? 'not_found' : 'unavailable';
}

const areaOf = (found: { province: string; city: string; district: string }) => ({
  province: found.province,
  city: found.city || found.province,
  county: found.district || found.city || found.province,
});

const pointOf = ({ lat, lng }: z.infer<typeof location>): PointGcj02 => ({ latGcj02: lat, lngGcj02: lng });
const placeOf = ({ latGcj02, lngGcj02 }: PointGcj02) => `${latGcj02.toFixed(6)},${lngGcj02.toFixed(6)}`;

export function createTencentLocation(
  config: TencentLocationConfig,
  { fetch: fetchOnce = (url, init) => fetch(url, init), observe }: TencentLocationDependencies = {},
): TencentLocation {
  if (config.key === '' || config.secretKey === '') throw new Error('TencentLocationConfig without keys');
  const { attemptMs = tencentPatience.attemptMs, totalMs = tencentPatience.totalMs } = config;

  async function once<T>(
    operation: string,
    path: string,
    asked: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
    timeoutMs: number,
  ): Promise<Outcome<T, LocationFailure>> {
    const parameters = { ...asked, key: config.key };
    const sig = signatureOf(path, parameters, config.secretKey);
    const query = Object.entries({ ...parameters, sig })
      .map(([parameter, value]) => `${parameter}=${encodeURIComponent(value)}`)
      .join('&');
    const startedAt = performance.now();
    // The address holds the key and what somebody typed: it is part of no failure and of no record.
    const answer = await sendOnce(fetchOnce, {
      method: 'GET',
      url: joinUrl(config.baseUrl, `${path}?${query}`),
      headers: { accept: 'application/json' },
      timeoutMs,
      maxAnswerBytes,
    });
    const outcome = read(answer, schema);
    observe?.({
      operation,
      durationMs: Math.round(performance.now() - startedAt),
      result: outcome.ok ? 'ok' : outcome.failure.code,
      ...(outcome.ok ? {} : { detail: outcome.failure.detail }),
    });
    return outcome;
  }

  /** Everything here only asks: what got no answer may be asked once more while there is time. */
  async function ask<T>(
    operation: string,
    path: string,
    asked: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
  ): Promise<Outcome<T, LocationFailure>> {
    const leftMs = timeLeft(totalMs);
    const first = await once(operation, path, asked, schema, attemptMs);
    if (first.ok || first.failure.code !== 'unavailable' || !isTimeForAnother(leftMs(), 0)) return first;
    return once(operation, path, asked, schema, Math.min(attemptMs, leftMs()));
  }

  return {
    async suggest(text, near) {
      const found = await ask(
        'suggest',
        '/ws/place/v1/suggestion',
        {
          keyword: sendable(text),
          // For addresses that are delivered to: estates and houses before roads and districts.
          policy: '1',
          page_size: String(pageSize),
          ...(near ? { location: placeOf(near) } : {}),
        },
        suggestions,
      );
      if (!found.ok) return found;
      return succeed(
        found.value.data.map((place) => ({
          id: place.id,
          title: place.title,
          address: place.address,
          area: areaOf(place),
          point: pointOf(place.location),
        })),
      );
    },
    async locate(address) {
      const found = await ask('locate', '/ws/geocoder/v1', { address: sendable(address) }, located);
      if (!found.ok) return found;
      const { result } = found.value;
      return succeed({
        point: pointOf(result.location),
        area: areaOf(result.address_components),
        level: result.level,
        reliability: result.reliability,
      });
    },
    async describe(point) {
      const found = await ask('describe', '/ws/geocoder/v1', { location: placeOf(point) }, described);
      if (!found.ok) return found;
      const { address_component: parts, formatted_addresses: formatted } = found.value.result;
      return succeed({
        area: areaOf(parts),
        // The number comes with its street or alone.
        street: parts.street_number.startsWith(parts.street)
          ? parts.street_number
          : parts.street + parts.street_number,
        known: formatted.recommend,
      });
    },
  };
}

function read<T>(
  answer: Awaited<ReturnType<typeof sendOnce>>,
  schema: z.ZodType<T>,
): Outcome<T, LocationFailure> {
  const failure = (code: LocationFailureCode, detail: string) => fail({ code, detail });
  if (answer.kind === 'unreachable') return failure('unavailable', `no answer: ${answer.reason}`);
  if (answer.status !== 200) return failure('unavailable', `HTTP ${answer.status}`);
  const json = parseJson(answer.body);
  const head = envelope.safeParse(json);
  if (!head.success) return failure('unavailable', 'an answer of another form');
  if (head.data.status !== 0) return failure(codeOf(head.data.status), `status ${head.data.status}`);
  const body = schema.safeParse(json);
  return body.success ? succeed(body.data) : failure('unavailable', 'a result of another form');
}
