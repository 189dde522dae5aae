/** Runs cases against an endpoint over HTTP and says what does not match. */
import type { Case, Expectation, Part, Refused, Wire } from './kit.ts';

export interface Answer {
  status: number;
  body: Wire;
}

const STREAM_OPERATIONS: readonly string[] = [
  'ListStreams',
  'DescribeStream',
  'GetShardIterator',
  'GetRecords',
];

export async function send(endpoint: string, operation: string, input: Wire): Promise<Answer> {
  const api = STREAM_OPERATIONS.includes(operation) ? 'DynamoDBStreams_20120810' : 'DynamoDB_20120810';
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${api}.${operation}` },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Wire };
}

/** Where `actual` does not match, or nothing when it does. */
export function mismatch(part: Part, actual: unknown, at = ''): string | undefined {
  if (typeof part === 'function') {
    return (part as (value: unknown) => boolean)(actual) ? undefined : `${at}: ${JSON.stringify(actual)}`;
  }
  if (Array.isArray(part)) {
    if (!Array.isArray(actual) || actual.length !== part.length) {
      return `${at}: ${JSON.stringify(actual)} instead of ${JSON.stringify(part)}`;
    }
    for (let i = 0; i < part.length; i++) {
      const problem = mismatch(part[i], actual[i], `${at}[${i}]`);
      if (problem) return problem;
    }
    return undefined;
  }
  if (typeof part === 'object' && part !== null) {
    if (typeof actual !== 'object' || actual === null) return `${at}: ${JSON.stringify(actual)}`;
    for (const [name, wanted] of Object.entries(part)) {
      const problem = mismatch(wanted, (actual as Wire)[name], `${at}.${name}`);
      if (problem) return problem;
    }
    return undefined;
  }
  return Object.is(part, actual)
    ? undefined
    : `${at}: ${JSON.stringify(actual)} instead of ${JSON.stringify(part)}`;
}

function wrongText(expected: string | readonly string[] | RegExp, actual: string): string | undefined {
  const fits =
    typeof expected === 'string'
      ? actual === expected
      : expected instanceof RegExp
        ? expected.test(actual)
        : expected.includes(actual);
  return fits ? undefined : `said «${actual}» instead of «${expected}»`;
}

function wrongRefusal(
  { code, message, reasons, item }: Refused,
  { status, body }: Answer,
): string | undefined {
  const type = String(body.__type ?? '');
  if (status === 200) return `answered ${JSON.stringify(body).slice(0, 200)} instead of ${code}`;
  const name = type.slice(type.indexOf('#') + 1);
  const text = String(body.message ?? body.Message ?? '');
  if (status !== 400 || name !== code) return `${status} ${name} «${text}» instead of ${code}`;
  if (message !== undefined) {
    const wrong = wrongText(message, text);
    if (wrong) return wrong;
  }
  if (item !== undefined) {
    const wrong = mismatch(item, body.Item, 'Item');
    if (wrong) return wrong;
  }
  if (!reasons) return undefined;
  const codes = reasons.map((reason) => (typeof reason === 'string' ? reason : reason[0]));
  const told = (body.CancellationReasons ?? []) as { Code: string; Message?: string }[];
  const wanted = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`;
  if (text !== wanted) return `said «${text}» instead of «${wanted}»`;
  for (const [i, reason] of reasons.entries()) {
    if (told[i]?.Code !== codes[i]) return `reason ${i}: ${told[i]?.Code}`;
    if (typeof reason === 'string') continue;
    const wrong = wrongText(reason[1], told[i]?.Message ?? '');
    if (wrong) return `reason ${i} ${wrong}`;
  }
  return undefined;
}

function problemWith(expected: Expectation, answer: Answer): string | undefined {
  if ('refused' in expected) return wrongRefusal(expected.refused, answer);
  if (answer.status !== 200) return `refused: ${JSON.stringify(answer.body).slice(0, 400)}`;
  return mismatch(expected.gives, answer.body);
}

const done = new Set<string>();

/** What is the first thing that is not as the service does it, if anything. */
export async function runCase(endpoint: string, { steps }: Case): Promise<string | undefined> {
  const earlier: Wire[] = [];
  for (const [i, { operation, input, expected, once }] of steps.entries()) {
    if (once !== undefined) {
      if (done.has(`${endpoint} ${once}`)) continue;
      done.add(`${endpoint} ${once}`);
    }
    const answer = await send(endpoint, operation, typeof input === 'function' ? input(earlier) : input);
    const problem = problemWith(expected, answer);
    if (problem) return `${steps.length > 1 ? `step ${i + 1}, ` : ''}${operation} ${problem}`;
    earlier.push(answer.body);
  }
  return undefined;
}
