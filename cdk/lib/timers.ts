import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** Every minute. A run that fails is not repeated: the next one is a minute away and does what this one left. */
export class Timers extends Construct {
  constructor(scope: Construct, id: string, props: { settings: Settings; handler: LambdaFunction }) {
    super(scope, id);
    // Neither Lambda nor the rule repeats a run: it would overlap with the next one.
    props.handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      ruleName: `jindian-${props.settings.stage}-every-minute`,
      description: '每分钟处理到期事项 · Does every minute what is due',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(props.handler, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
