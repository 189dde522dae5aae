import { Aws, type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { indexNames, type SecretPart, secretVariables } from '../../functions/src/platform/deployed-names.ts';
import { accept } from './accept.ts';
import { bucketName } from './data-stack.ts';
import { queueUrlPrefix } from './queues.ts';
import type { Rights } from './rights.ts';
import type { Settings } from './settings.ts';

export type JindianFunctionProps = {
  name: string;
  description: string;
  codeFolder: string;
  timeout: Duration;
  /** More than what most programs need. */
  memoryMb?: number;
  /** So many at once and no more. */
  reservedConcurrency?: number;
  rights: Rights;
  settings: Settings;
  table: ITable;
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
      // The law asks for logs that outlive what wrote them.
      retention: settings.logRetentionDays,
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

    if (rights.pictures) allowPictures(role, rights.pictures, settings);
    if (rights.files) allowFiles(role, settings, rights.files);

    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      code: Code.fromAsset(props.codeFolder),
      handler: 'index.handler',
      memorySize: props.memoryMb ?? 1_024,
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
        ...(rights.pictures ? picturesIn(settings) : {}),
        ...(rights.files ? { JINDIAN_FILE_BUCKET: bucketName('files', settings) } : {}),
        JINDIAN_PUBLIC_BASE_URL: settings.publicBaseUrl,
        JINDIAN_WECHAT_APP_ID: settings.wechatAppId,
        ...(settings.h5BaseUrl ? { JINDIAN_H5_BASE_URL: settings.h5BaseUrl } : {}),
        ...(settings.messageState === 'formal' ? {} : { JINDIAN_MESSAGE_STATE: settings.messageState }),
        ...(settings.messageTemplates ? { JINDIAN_MESSAGE_TEMPLATES: settings.messageTemplates } : {}),
      },
    });
  }
}

function picturesIn(settings: Settings) {
  const name = bucketName('pictures', settings);
  return {
    JINDIAN_PICTURE_BUCKET: name,
    JINDIAN_PICTURE_UPLOAD_ORIGIN: `https://${name}.s3.${Aws.REGION}.${Aws.URL_SUFFIX}`,
  };
}

function allowPictures(role: Role, actions: NonNullable<Rights['pictures']>, settings: Settings): void {
  const bucket = `arn:${Aws.PARTITION}:s3:::${bucketName('pictures', settings)}`;
  const allow = (action: string, resource: string) =>
    role.addToPolicy(new PolicyStatement({ actions: [`s3:${action}`], resources: [resource] }));
  for (const [action, names] of Object.entries(actions)) allow(action, `${bucket}/${names}`);
  // Without it S3 answers for what is not there as if it were forbidden.
  allow('ListBucket', bucket);
  const named = `arn:<AWS::Partition>:s3:::jindian-${settings.stage}-pictures-<AWS::AccountId>-<AWS::Region>`;
  accept(
    role,
    Object.fromEntries(
      [...new Set(Object.values(actions))].map((names) => [
        `AwsSolutions-IAM5[Resource::${named}/${names}]`,
        'Pictures are named by their content: which there will be nobody knows before.',
      ]),
    ),
  );
}

function allowFiles(role: Role, settings: Settings, how: NonNullable<Rights['files']>): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: how === 'keeps' ? ['s3:PutObject'] : ['s3:PutObject', 's3:GetObject'],
      resources: [`arn:${Aws.PARTITION}:s3:::${bucketName('files', settings)}/*`],
    }),
  );
  accept(role, {
    [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::jindian-${settings.stage}-files-<AWS::AccountId>-<AWS::Region>/*]`]:
      'Each file has a name of chance, which is known to who asked for it alone.',
  });
}
