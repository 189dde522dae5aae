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
import { indexNames, type SecretPart, secretVariables } from '../../functions/src/platform/deployed-names.ts';
import { queueUrlPrefix } from './queues.ts';
import type { Rights } from './rights.ts';
import type { Settings } from './settings.ts';

export type JindianFunctionProps = {
  name: string;
  description: string;
  codeFolder: string;
  timeout: Duration;
  /** So many at once and no more. */
  reservedConcurrency?: number;
  rights: Rights;
  settings: Settings;
  table: Table;
  secrets: Readonly<Record<SecretPart, Secret>>;
};

/** One Lambda function with exactly the rights that it needs; its log group and role are its own. */
export class JindianFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: JindianFunctionProps) {
    super(scope, id);
    const { name, rights, settings, table } = props;
    const functionName = `jindian-${settings.stage}-${name}`;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/jindian/${settings.stage}/${name}`,
      // The law asks for half a year, and for logs that outlive what wrote them.
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.logGroup = logGroup;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const secrets = rights.secrets.map((part) => ({ part, secret: props.secrets[part] }));
    for (const { secret } of secrets) secret.grantRead(role);
    const indexes = Object.values(indexNames).map((index) => `${table.tableArn}/index/${index}`);
    for (const { actions, partitions, inIndexes } of rights.table)
      role.addToPolicy(
        new PolicyStatement({
          actions: actions.map((action) => `dynamodb:${action}`),
          resources: partitions && !inIndexes ? [table.tableArn] : [table.tableArn, ...indexes],
          ...(partitions
            ? { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] } } }
            : {}),
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
        ...Object.fromEntries(secrets.map(({ part, secret }) => [secretVariables[part], secret.secretArn])),
        JINDIAN_PUBLIC_BASE_URL: settings.publicBaseUrl,
        JINDIAN_WECHAT_APP_ID: settings.wechatAppId,
        ...(settings.h5BaseUrl ? { JINDIAN_H5_BASE_URL: settings.h5BaseUrl } : {}),
        ...(settings.messageTemplates ? { JINDIAN_MESSAGE_TEMPLATES: settings.messageTemplates } : {}),
      },
    });
  }
}
