import type { Node } from 'constructs';

/** What differs between installations; given as CDK context (`-c name=value`, or cdk.json). */
export type Settings = {
  /** Part of every name, so that several stages fit into one account: lower-case letters, digits, hyphens. */
  stage: string;
  region: string;
  /** Where people and WeChat Pay reach the API, without a trailing slash; in mainland China an ICP-filed domain. */
  publicBaseUrl: string;
  /** Where the H5 build is served, when that is not beside the API; the one origin that browsers may call from. */
  h5BaseUrl: string | null;
  wechatAppId: string;
  /**
   * Up to when an empty system takes the code that the deployment makes for its first administrator, as `2026-12-31`;
   * without it no code is made. Another day makes another code.
   */
  bootstrapUntil: string | null;
  /**
   * The subscribe messages as JSON, by kind: `{"order_ready":{"templateId":"…","fields":{"thing1":"goods"}}}`; what
   * may go into a field is goods, number, place, time or amount. Without it, none are sent.
   */
  messageTemplates: string | null;
  /** Who is told of alarms; without it, subscribe to the topic by hand. */
  alarmEmail: string | null;
  /** Requests a second that the API takes, and how many at once beyond it. */
  throttleRate: number;
  throttleBurst: number;
  /** How many functions may run at once in this account; an alarm goes off at four fifths of it. */
  accountConcurrency: number;
};

export function readSettings(node: Node): Settings {
  const text = (name: string, pattern: RegExp): string => {
    const value = String(node.tryGetContext(name) ?? '');
    if (!pattern.test(value))
      throw new Error(`context ${name}=${JSON.stringify(value)} does not match ${pattern}`);
    return value;
  };
  const optional = (name: string, pattern: RegExp): string | null =>
    node.tryGetContext(name) === undefined ? null : text(name, pattern);
  const count = (name: string, otherwise: number): number =>
    node.tryGetContext(name) === undefined ? otherwise : Number(text(name, /^[1-9]\d{0,5}$/));
  const address = /^https:\/\/[0-9a-z.-]+(:\d+)?$/;
  return {
    stage: text('stage', /^[a-z][0-9a-z-]{1,19}$/),
    region: text('region', /^[a-z]{2}(-[a-z]+)+-\d$/),
    publicBaseUrl: text('publicBaseUrl', address),
    h5BaseUrl: optional('h5BaseUrl', address),
    bootstrapUntil: optional('bootstrapUntil', /^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
    wechatAppId: text('wechatAppId', /^wx[0-9a-f]{16}$/),
    messageTemplates: optional('messageTemplates', /^\{[^\n]{2,3000}\}$/),
    alarmEmail: optional('alarmEmail', /^[^\s@]+@[^\s@]+$/),
    throttleRate: count('throttleRate', 3_000),
    throttleBurst: count('throttleBurst', 6_000),
    accountConcurrency: count('accountConcurrency', 1_000),
  };
}
