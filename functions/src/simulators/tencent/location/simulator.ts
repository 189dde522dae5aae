import { createHash, timingSafeEqual } from 'node:crypto';
import { json, listen, type SimulatorAnswer, type SimulatorRequest } from '../../http-server.ts';
import { createGazetteer, type KnownCounty } from './gazetteer.ts';

export type LocationOperation = 'suggest' | 'locate' | 'describe';
/** `status`: the service's own refusal (121: the day's quota is used up). */
export type LocationFault = 'silence' | 'disconnect' | '500' | { readonly status: number };

export interface LocationSimulator {
  readonly baseUrl: string;
  readonly key: string;
  readonly secretKey: string;
  readonly control: {
    failNext(operation: LocationOperation, fault: LocationFault, times?: number): void;
    /** What was asked, the oldest first, without key and signature. */
    asked(): readonly { operation: LocationOperation; parameters: Readonly<Record<string, string>> }[];
  };
  close(): Promise<void>;
}

export interface LocationSimulatorOptions {
  readonly port?: number;
  /** Asked for when the first question comes. */
  readonly counties: () => readonly KnownCounty[];
}

const DEMO_LOCATION_KEY = 'DEMOB-LOCAL-JINDI-ANDEM-OKEYZ-ABCDE';
const DEMO_LOCATION_SECRET = 'SWlocalsecretofthedemolocationsv';

const keptQuestions = 200;
const mostResults = 20;

/** apis.map.qq.com on this machine: suggestions and both ways of the geocoder, for who signs with the key's secret. */
export async function startLocationSimulator(options: LocationSimulatorOptions): Promise<LocationSimulator> {
  const key = DEMO_LOCATION_KEY;
  const secretKey = DEMO_LOCATION_SECRET;
  let gazetteer: ReturnType<typeof createGazetteer> | null = null;
  const known = () => {
    gazetteer ??= createGazetteer(options.counties());
    return gazetteer;
  };
  const faults = new Map<LocationOperation, LocationFault[]>();
  const asked: { operation: LocationOperation; parameters: Record<string, string> }[] = [];

  function perform(operation: LocationOperation, parameters: URLSearchParams): SimulatorAnswer {
    const near = pointIn(parameters.get('location'));
    if (operation === 'suggest') {
      const keyword = parameters.get('keyword') ?? '';
      if (keyword === '') return refusal(300);
      const size = Number(parameters.get('page_size') ?? '10');
      if (!Number.isInteger(size) || size < 1 || size > mostResults) return refusal(310);
      const data = known().suggest(keyword, near, size);
      return json(200, { status: 0, message: 'Success', count: data.length, data, request_id: requestId() });
    }
    if (operation === 'locate') {
      const result = known().locate(parameters.get('address') ?? '');
      return result ? done(result) : refusal(347);
    }
    const result = near && known().describe(near);
    return result ? done(result) : refusal(near ? 347 : 306);
  }

  const server = await listen(options.port ?? 0, async (request) => {
    const operation = operationOf(request);
    if (operation === null) return { status: 404 };
    const fault = faults.get(operation)?.shift();
    if (fault === 'silence' || fault === 'disconnect') return fault;
    if (fault === '500') return { status: 500 };
    if (fault) return refusal(fault.status);
    const problem = keyProblem(request, key, secretKey);
    if (problem !== null) return refusal(problem);
    const parameters = Object.fromEntries(
      [...request.query].filter(([name]) => name !== 'key' && name !== 'sig'),
    );
    asked.push({ operation, parameters });
    if (asked.length > keptQuestions) asked.shift();
    return perform(operation, request.query);
  });

  return {
    baseUrl: server.baseUrl,
    key,
    secretKey,
    control: {
      failNext(operation, fault, times = 1) {
        const more = Array.from({ length: times }, () => fault);
        faults.set(operation, [...(faults.get(operation) ?? []), ...more]);
      },
      asked: () => asked,
    },
    close: () => server.close(),
  };
}

function operationOf({ method, path, query }: SimulatorRequest): LocationOperation | null {
  if (method !== 'GET') return null;
  const plain = path.replace(/\/$/, '');
  if (plain === '/ws/place/v1/suggestion') return 'suggest';
  if (plain !== '/ws/geocoder/v1') return null;
  return query.has('address') ? 'locate' : 'describe';
}

/** 311: no key; 190: one that is not known; 111: a signature that is wrong or missing, as the service numbers them. */
function keyProblem({ path, query }: SimulatorRequest, key: string, secretKey: string): number | null {
  const given = query.get('key');
  if (!given) return 311;
  if (given !== key) return 190;
  const pairs = [...query].filter(([name]) => name !== 'sig').sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `${path}?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}${secretKey}`;
  const wanted = createHash('md5').update(text, 'utf8').digest();
  const sent = Buffer.from(query.get('sig') ?? '', 'hex');
  return sent.length === wanted.length && timingSafeEqual(sent, wanted) ? null : 111;
}

const messages: Readonly<Record<number, string>> = {
  110: '请求来源未被授权',
  111: '签名验证失败',
  112: 'IP未被授权',
  120: '此key每秒请求量已达到上限',
  121: '此key每日调用量已达到上限',
  190: '无效的key',
  199: '此key未开启webservice功能',
  300: '缺少参数',
  306: '请求有护持信息请检查字符串',
  310: '请求参数信息有误',
  311: 'key格式错误',
  347: '查询无结果',
};

function refusal(status: number): SimulatorAnswer {
  return json(200, { status, message: messages[status] ?? '错误', request_id: requestId() });
}

function done(result: object): SimulatorAnswer {
  return json(200, { status: 0, message: 'Success', request_id: requestId(), result });
}

function pointIn(text: string | null): { lat: number; lng: number } | null {
  const [, lat, lng] = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  return lat === undefined ? null : { lat: Number(lat), lng: Number(lng) };
}

let requests = 0;
function requestId(): string {
  requests += 1;
  return `simulated-${requests}`;
}
