/** What a system tells of itself to whoever may ask: queues, work that was given up on, and what rings. */
import { DescribeAlarmsCommand, type DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { doubtful, type Finding, skipped, well, wrong } from './finding.ts';

const waitMs = 5_000;
/** A machine that keeps up has none of them for long. */
const manyWaiting = 1_000;
const maxCounted = 100;
const nameShown = 10;

function givenUp(count: number): Finding {
  const what = 'given up';
  if (count === 0) return well(what, 'nothing lies undone');
  const many = count >= maxCounted ? `${maxCounted} or more` : String(count);
  return doubtful(what, `${many} lie undone`, 'a person decides about each at /hq/work');
}

export const notLookedAt = (why: string): Finding[] =>
  ['queues', 'given up', 'alarms'].map((what) => skipped(what, `not looked at: ${why}`));

/** One machine, by its metrics, which only the machine itself can reach. Null: it has none. */
export async function lookAtMachine(metricsPort: number | null): Promise<Finding[]> {
  if (metricsPort === null) return notLookedAt('metricsPort is null in the file');
  let text: string;
  try {
    const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`, {
      signal: AbortSignal.timeout(waitMs),
    });
    text = await answer.text();
  } catch {
    return notLookedAt('its metrics are reached on its own machine alone, while it runs');
  }
  const number = (name: string) => {
    const said = new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+]+)$`, 'm').exec(text)?.[1];
    return said === undefined ? null : Number(said);
  };
  const waiting = number('jindian_queued_messages');
  const undone = number('jindian_given_up_messages');
  const unwell = [...text.matchAll(/^jindian_part_ok\{[^}]*part="([^"]+)"[^}]*\} 0$/gm)].map(
    ([, part]) => part,
  );
  if (waiting === null || undone === null) return notLookedAt('another program answers at its metrics');
  return [
    waiting >= manyWaiting
      ? wrong('queues', `${waiting} messages wait`, 'see the log for "delivery failed": handler and error')
      : well('queues', `${waiting} messages wait`),
    givenUp(undone),
    unwell.length > 0
      ? wrong('alarms', `not well: ${unwell.join(', ')}`, 'docs/operations/one-machine.md names each part')
      : skipped(
          'alarms',
          'no part rings now; that somebody watches /metrics or /healthz cannot be seen from here',
        ),
  ];
}

type Asked<Command, Output> = { send(command: Command): Promise<Output> };
export type AwsEnds = {
  cloudWatch: Asked<DescribeAlarmsCommand, DescribeAlarmsCommandOutput>;
  dynamo: Asked<QueryCommand, QueryCommandOutput>;
};

/** A deployment, with the credentials of AWS that there are. */
export async function lookAtAws(
  stage: string,
  { cloudWatch, dynamo }: AwsEnds,
  table = `jindian-${stage}`,
): Promise<Finding[]> {
  const prefix = `jindian-${stage}-`;
  const alarms: { name: string; state: string; acts: boolean }[] = [];
  try {
    for (let next: string | undefined; ; ) {
      const page = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, ...(next ? { NextToken: next } : {}) }),
      );
      for (const { AlarmName = '', StateValue = '', ActionsEnabled, AlarmActions } of page.MetricAlarms ?? [])
        alarms.push({
          name: AlarmName.slice(prefix.length),
          state: StateValue,
          acts: ActionsEnabled === true && (AlarmActions ?? []).length > 0,
        });
      next = page.NextToken;
      if (!next) break;
    }
    const { Count = 0 } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'DEADLETTERS' } },
        Select: 'COUNT',
        Limit: maxCounted,
      }),
    );
    const isOfQueue = ({ name }: { name: string }) => /-(waits|given-up)$/.test(name);
    return [
      ringing('queues', alarms.filter(isOfQueue), prefix),
      givenUp(Count),
      ringing(
        'alarms',
        alarms.filter((one) => !isOfQueue(one)),
        prefix,
      ),
    ];
  } catch (error) {
    return notLookedAt(`AWS says ${(error as Error).name}: ${(error as Error).message}`);
  }
}

function ringing(
  what: string,
  alarms: readonly { name: string; state: string; acts: boolean }[],
  prefix: string,
): Finding {
  if (alarms.length === 0)
    return wrong(
      what,
      `no alarm of them is called ${prefix}…`,
      'is this its stage and region, and is it deployed?',
    );
  const shown = (found: readonly { name: string }[]) =>
    found
      .slice(0, nameShown)
      .map(({ name }) => name)
      .join(', ');
  const rings = alarms.filter(({ state }) => state === 'ALARM');
  if (rings.length > 0)
    return wrong(what, `${shown(rings)} in alarm`, 'docs/operations/alarms.md says what each means');
  const mute = alarms.filter(({ acts }) => !acts);
  if (mute.length > 0) return doubtful(what, `${shown(mute)} tell nobody`, 'their actions are switched off');
  return well(what, `none of ${alarms.length} alarms rings`);
}
