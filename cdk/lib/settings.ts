import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import { type MessageState, messageStates } from '../../functions/src/platform/deployed-names.ts';
import { type Machine, machines } from './native.ts';

/** The law on network security asks for half a year in mainland China. */
const minLogDaysInChina = 180;

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
  /** The name that API Gateway answers to, and its certificate in the same region; its own address is closed then. */
  domain: { name: string; certificateArn: string } | null;
  /**
   * The one name that people know, with everything behind it by CloudFront, and its certificate: of ACM in us-east-1, in
   * China one that was uploaded to IAM.
   */
  web: { name: string; certificate: string } | null;
  /** A restored table, which the functions work on instead of the stack's own: its name, and its stream. */
  restoredTable: { name: string; streamArn: string } | null;
  /** The processor of all functions. */
  architecture: Machine;
  /** Reads and writes a second that the table takes from its first minute, before a day of many orders; it costs once. */
  warmThroughput: { reads: number; writes: number } | null;
  logRetentionDays: number;
  /** Which mini-program a subscribe message opens: that of shoppers, or the one that testers have. */
  messageState: MessageState;
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
  const oneOf = <Value extends string>(name: string, values: readonly Value[], otherwise: Value): Value => {
    if (node.tryGetContext(name) === undefined) return otherwise;
    const given = String(node.tryGetContext(name));
    const found = values.find((value) => value === given);
    if (found === undefined)
      throw new Error(`context ${name}=${JSON.stringify(given)} is none of ${values.join(', ')}`);
    return found;
  };
  /** Both or neither. */
  const pair = (one: string, first: RegExp, other: string, second: RegExp): [string, string] | null => {
    const values = [optional(one, first), optional(other, second)];
    const [here, there] = values;
    if (here && there) return [here, there];
    if (here || there) throw new Error(`context ${one} and ${other} are given together`);
    return null;
  };
  const address = /^https:\/\/[0-9a-z.-]+(:\d+)?$/;
  const region = text('region', /^[a-z]{2}(-[a-z]+)+-\d$/);
  const domain = pair(
    'domainName',
    /^([0-9a-z-]{1,63}\.)+[a-z]{2,}$/,
    'certificateArn',
    new RegExp(`^arn:aws(-cn)?:acm:${region}:\\d{12}:certificate/[0-9a-f-]{36}$`),
  );
  const web = pair(
    'webDomainName',
    /^([0-9a-z-]{1,63}\.)+[a-z]{2,}$/,
    'webCertificate',
    region.startsWith('cn-')
      ? /^[A-Z0-9]{16,128}$/
      : /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/,
  );
  const publicBaseUrl = text('publicBaseUrl', address);
  if (web && publicBaseUrl !== `https://${web[0]}`)
    throw new Error('context publicBaseUrl is the address of webDomainName, where that is given');
  if (web && domain && web[0] === domain[0])
    throw new Error('context domainName is another name than webDomainName: CloudFront finds the API by it');
  if (web && node.tryGetContext('h5BaseUrl') !== undefined)
    throw new Error('context h5BaseUrl is for an app on a host of its own: webDomainName serves it itself');
  const restored = pair(
    'tableName',
    /^[\w.-]{3,255}$/,
    'streamArn',
    new RegExp(`^arn:aws(-cn)?:dynamodb:${region}:\\d{12}:table/[\\w.-]+/stream/[\\d:.T-]+$`),
  );
  if (restored && !restored[1].includes(`:table/${restored[0]}/`))
    throw new Error('context streamArn is the stream of another table than tableName');
  const warm = optional('warmThroughput', /^[1-9]\d{0,6}\/[1-9]\d{0,6}$/)
    ?.split('/')
    .map(Number);
  return {
    stage: text('stage', /^[a-z][0-9a-z-]{1,19}$/),
    region,
    publicBaseUrl,
    h5BaseUrl: optional('h5BaseUrl', address),
    bootstrapUntil: optional('bootstrapUntil', /^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
    wechatAppId: text('wechatAppId', /^wx[0-9a-f]{16}$/),
    messageTemplates: optional('messageTemplates', /^\{[^\n]{2,3000}\}$/),
    domain: domain && { name: domain[0], certificateArn: domain[1] },
    web: web && { name: web[0], certificate: web[1] },
    restoredTable: restored && { name: restored[0], streamArn: restored[1] },
    architecture: oneOf('architecture', machines, 'arm64'),
    warmThroughput: warm ? { reads: warm[0] as number, writes: warm[1] as number } : null,
    logRetentionDays: logDays(count('logRetentionDays', RetentionDays.SIX_MONTHS), region),
    messageState: oneOf('messageState', messageStates, 'formal'),
    alarmEmail: optional('alarmEmail', /^[^\s@]+@[^\s@]+$/),
    throttleRate: count('throttleRate', 3_000),
    throttleBurst: count('throttleBurst', 6_000),
    accountConcurrency: count('accountConcurrency', 1_000),
  };
}

/** CloudWatch keeps logs for certain numbers of days only. */
function logDays(days: number, region: string): number {
  if (!Object.values(RetentionDays).includes(days))
    throw new Error(`context logRetentionDays=${days} is none of CloudWatch's: 180, 365, 400, 545, 731, …`);
  if (region.startsWith('cn-') && days < minLogDaysInChina)
    throw new Error(`context logRetentionDays=${days} is less than the half year that the law asks for`);
  return days;
}
