/**
 * Looks at a system from outside before people do:
 *
 *     npm run doctor -- --url https://shop.example.cn
 *     npm run doctor -- --live live.json          and tries its keys; on its machine its queues too
 *     npm run doctor -- --url … --stage production    and its queues and alarms on AWS, with the credentials there are
 *
 *     --table …                 its table, if another than jindian-<stage>
 *     --region …                where it is deployed, if elsewhere than AWS_REGION says
 *     --h5 https://…            where the app is, if not beside the API
 *     --verification name.txt   WeChat's file that was uploaded
 *     --checklist               prints what no program can see, too
 *
 * Ends with 1 when something is wrong. It changes nothing and sends nobody anything.
 */
import { parseArgs } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { outsideClients } from '../../entry/outside-clients.ts';
import { wechatPatienceBehind } from '../../platform/budgets.ts';
import { systemClock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/logger.ts';
import { type LiveConfig, readLiveConfig } from '../live/config.ts';
import { configOf } from '../live/start.ts';
import { goLiveSteps } from './by-hand.ts';
import type { Finding, Verdict } from './finding.ts';
import { lookAtAws, lookAtMachine, notLookedAt } from './inside.ts';
import { location, wechatApp, wechatPay } from './keys.ts';
import { lookFromOutside } from './outside.ts';

const marks: Record<Verdict, string> = { well: '✓', doubtful: '!', wrong: '✗', skipped: '–' };

function lineOf({ what, verdict, says, hint }: Finding): string {
  return `${marks[verdict]} ${what}: ${says}${hint ? `\n    → ${hint}` : ''}`;
}

/** Each service is asked by the keys in the file. */
export async function tryKeys(live: LiveConfig): Promise<Finding[]> {
  const config = configOf(live);
  const clients = outsideClients({
    config,
    // No session or code is made here.
    secrets: { ...live.secrets, sessionSecret: '', pickupSecret: '', codeSecret: '', gatewaySecret: '' },
    clock: systemClock,
    logger: createLogger('silent'),
    patience: wechatPatienceBehind,
    isGiven: () => true,
  });
  return Promise.all([wechatApp(clients.wechat), wechatPay(clients.wechatPay), location(clients.location)]);
}

async function lookInside(
  live: LiveConfig | null,
  { stage, region, table }: { stage?: string; region?: string; table?: string },
): Promise<Finding[]> {
  if (live) return lookAtMachine(live.metricsPort);
  if (stage === undefined)
    return notLookedAt('say --stage, with credentials of AWS, or --live on its machine');
  const at = region ? { region } : {};
  return lookAtAws(stage, { cloudWatch: new CloudWatchClient(at), dynamo: new DynamoDBClient(at) }, table);
}

/** Gives the exit code. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      live: { type: 'string' },
      h5: { type: 'string' },
      verification: { type: 'string' },
      stage: { type: 'string' },
      region: { type: 'string' },
      table: { type: 'string' },
      checklist: { type: 'boolean', default: false },
    },
  });
  const live = values.live === undefined ? null : readLiveConfig(values.live);
  const url = values.url ?? live?.publicBaseUrl;
  if (url === undefined || !URL.canParse(url)) {
    console.error('Which system? npm run doctor -- --url https://…   or   --live live.json');
    return 2;
  }
  const outside = await lookFromOutside(url, {
    ...(values.h5 === undefined ? {} : { h5BaseUrl: values.h5 }),
    ...(values.verification === undefined ? {} : { verification: values.verification }),
  });
  const inside = await lookInside(live, values);
  const findings = [...outside, ...(live ? await tryKeys(live) : []), ...inside];
  for (const finding of findings) console.log(lineOf(finding));
  if (values.checklist) {
    const kind = live ? 'one-machine' : 'aws';
    console.log('\nBy hand · 人工核对');
    for (const { what, where } of goLiveSteps.filter((one) => one.for === 'everybody' || one.for === kind))
      console.log(`☐ ${what.zh}\n    ${what.en}\n    ${where}`);
  }
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  console.log(`\n${count('well')} well, ${count('doubtful')} doubtful, ${count('wrong')} wrong.`);
  return count('wrong') > 0 ? 1 : 0;
}
