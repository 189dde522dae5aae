import Taro from '@tarojs/taro';
import { apiBase, cloudEnv, gatewayFunction, transportKind } from '../config.ts';
import { isObject } from '../lib/storage.ts';
import { platform } from '../platform/index';
import { ApiProblem } from './problem.ts';

export type ApiRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/v1/orders/01J…`, parameters filled in. */
  path: string;
  query: Record<string, string>;
  /** Lower-case names. */
  headers: Record<string, string>;
  body?: unknown;
};

export type ApiResponse = { status: number; body: unknown };

export type Transport = {
  send(request: ApiRequest): Promise<ApiResponse>;
  /** Whether the caller has to be known by a session token; the cloud knows who calls by itself. */
  readonly needsSession: boolean;
};

const timeoutMs = 15_000;

function withQuery(path: string, query: Record<string, string>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

let cloudReady = false;

const cloudTransport: Transport = {
  needsSession: false,
  async send(request) {
    if (!cloudReady) {
      Taro.cloud.init(cloudEnv ? { env: cloudEnv } : {});
      cloudReady = true;
    }
    let result: unknown;
    try {
      const answer = await Taro.cloud.callFunction({ name: gatewayFunction, data: request as never });
      result = answer.result;
    } catch {
      throw new ApiProblem('network_failed', 503);
    }
    if (!isObject(result) || typeof result.status !== 'number') throw new ApiProblem('network_failed', 503);
    return { status: result.status, body: parsed(result.body) };
  },
};

const httpsTransport: Transport = {
  needsSession: true,
  async send(request) {
    const url = `${apiBase}${withQuery(request.path, request.query)}`;
    const isForAnybody = request.method === 'GET' && !request.headers.authorization;
    const early = isForAnybody ? await platform.earlyAnswer(url) : null;
    if (early) return { status: early.status, body: parsed(early.body) };
    const hasBody = request.body !== undefined;
    try {
      const answer = await Taro.request({
        url,
        method: request.method,
        header: hasBody ? { 'content-type': 'application/json', ...request.headers } : request.headers,
        ...(hasBody ? { data: JSON.stringify(request.body) } : {}),
        dataType: 'text',
        responseType: 'text',
        timeout: timeoutMs,
      } as Taro.request.Option);
      return { status: answer.statusCode, body: parsed(answer.data) };
    } catch {
      throw new ApiProblem('network_failed', 503);
    }
  },
};

/** Some ways in hand over text, some what the text says. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

export const transport: Transport = transportKind === 'cloud' ? cloudTransport : httpsTransport;
