/**
 * How long each thing may take, in one place: each budget has to fit into the one around it, or whoever waits outside
 * gives up before the answer that was on its way. `budgets.test.ts` says what fits into what.
 */

/** Whom we call, and for how long: to be connected, one attempt, and all attempts with the pauses between them. */
export type Patience = {
  readonly connectMs: number;
  readonly attemptMs: number;
  readonly totalMs: number;
};

/** DynamoDB, SQS and Secrets Manager answer within milliseconds: a second of silence is a lost answer. */
export const awsPatience: Patience = { connectMs: 500, attemptMs: 1_000, totalMs: 2_000 };

/** Where one machine plays all of them at once it is waited for longer (`JINDIAN_PATIENCE_TIMES`); on AWS never. */
export function morePatient({ connectMs, attemptMs, totalMs }: Patience, times: number): Patience {
  return { connectMs: connectMs * times, attemptMs: attemptMs * times, totalMs: totalMs * times };
}

/** `fetch` counts being connected as a part of the attempt. */
export type WechatPatience = Omit<Patience, 'connectMs'>;

/** WeChat and WeChat Pay while somebody waits for the answer. */
export const wechatPatience: WechatPatience = { attemptMs: 1_500, totalMs: 2_500 };
/** Tencent's location service and SMS, which are asked while somebody waits as well. */
export const tencentPatience = wechatPatience;
/** WeChat behind the queues, where nobody waits and an answer that comes late is still worth having. */
export const wechatPatienceBehind: WechatPatience = { attemptMs: 4_000, totalMs: 7_000 };
/** A day's bill is a file of up to 64 MB, fetched by a delivery that has its function to itself. */
export const filePatience: WechatPatience = { attemptMs: 60_000, totalMs: 90_000 };
/** Of that, as long as any other answer to the first of it: a server that says nothing is not waited for. */
export const fileHeadMs = 4_000;

/**
 * A request, from its arrival in the API to its answer: room for one service behind it that says nothing, while the
 * others answer as they do.
 */
export const apiWorkMs = 2_750;
/** The same for HQ, whose browser asks the API itself: tables that are brought in and lists over the whole brand. */
export const hqWorkMs = 5_000;
/** A table that HQ downloads: read whole and put where it is fetched from, before the browser is led there. */
export const downloadWorkMs = 27_000;
/** Where one machine plays everything: still within the function's time. */
export const workMsAtMost = (workMs: number, times: number) =>
  Math.min(workMs * times, apiFunctionMs - 1_000);
/** The gateway's wait for the API: whoever looks at a phone is told within three seconds. */
export const gatewayMs = 2_950;
/**
 * The function of the API: its start comes on top of the work of the request that started it. What stands in front of it
 * waits for half a minute and no longer.
 */
export const apiFunctionMs = 29_000;
/** The function of the gateway on CloudBase; set by hand there (cdk/README.md). */
export const gatewayFunctionMs = 20_000;
/** What a phone waits for (the mini-program's `timeoutMs`). */
export const phoneMs = 15_000;

/** No new delivery is begun by a consumer with less time left: what is begun has to come to its end. */
export const stopWithLeftMs = 10_000;

/** A function behind the table's stream. */
export const streamFunctionMs = 60_000;
/** Under a minute, so that a run of the timers is over when the next one starts. */
export const timersFunctionMs = 55_000;
