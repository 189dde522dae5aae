import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { queueUrlPrefix } from './queues.ts';
import type { Settings } from './settings.ts';

/** What the modules do with the table. Nobody scans it, and nobody changes the table itself. */
const tableActions = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
];

export type JindianFunctionProps = {
  name: string;
  description: string;
  codeFolder: string;
  timeout: Duration;
  /** So many at once and no more. */
  reservedConcurrency?: number;
  settings: Settings;
  table: Table;
  secret: Secret;
};

/** One Lambda function with exactly the rights that it needs; its log group and role are its own. */
export class JindianFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: JindianFunctionProps) {
    super(scope, id);
    const { name, settings, table, secret } = props;
    const functionName = `jindian-${settings.stage}-${name}`;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/jindian/${settings.stage}/${name}`,
      // The law asks for half a year, and for logs that outlive what wrote them.
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    secret.grantRead(role);
    role.addToPolicy(
      new PolicyStatement({
        actions: tableActions,
        resources: [table.tableArn, ...['gsi1', 'gsi2'].map((index) => `${table.tableArn}/index/${index}`)],
      }),
    );

    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.codeFolder),
      handler: 'index.handler',
      memorySize: 1_024,
      timeout: props.timeout,
      ...(props.reservedConcurrency ? { reservedConcurrentExecutions: props.reservedConcurrency } : {}),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        JINDIAN_STAGE: 'production',
        JINDIAN_TABLE_NAME: table.tableName,
        JINDIAN_QUEUE_URL_PREFIX: queueUrlPrefix(settings),
        JINDIAN_SECRET_ID: secret.secretArn,
        JINDIAN_PUBLIC_BASE_URL: settings.publicBaseUrl,
        JINDIAN_WECHAT_APP_ID: settings.wechatAppId,
        ...(settings.legalName ? { JINDIAN_LEGAL_NAME: settings.legalName } : {}),
        ...(settings.h5BaseUrl ? { JINDIAN_H5_BASE_URL: settings.h5BaseUrl } : {}),
        ...(settings.messageTemplates ? { JINDIAN_MESSAGE_TEMPLATES: settings.messageTemplates } : {}),
      },
    });
  }
}
