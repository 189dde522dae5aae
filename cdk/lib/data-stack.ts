import { Aws, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Secret, type SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { indexNames, type SecretPart } from '../../functions/src/platform/deployed-names.ts';
import { accept } from './accept.ts';
import type { Settings } from './settings.ts';

/** What must survive everything: the table, the pictures and the secrets. All are kept when the stack is deleted. */
export class DataStack extends Stack {
  /** The stack's own, also while the functions work on a restored one. */
  readonly table: Table;
  readonly secrets: Readonly<Record<SecretPart, Secret>>;

  constructor(scope: Construct, id: string, props: StackProps & { settings: Settings }) {
    super(scope, id, props);
    const { stage } = props.settings;

    const { warmThroughput } = props.settings;
    const warm = warmThroughput
      ? {
          warmThroughput: {
            readUnitsPerSecond: warmThroughput.reads,
            writeUnitsPerSecond: warmThroughput.writes,
          },
        }
      : {};
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    this.table = new Table(this, 'Table', {
      tableName: `jindian-${stage}`,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAtS',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...warm,
      // Encrypted with a key that AWS owns: no key to lose, and no KMS call a request.
      encryption: TableEncryption.DEFAULT,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const indexName of Object.values(indexNames)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: text(`${indexName}pk`),
        sortKey: text(`${indexName}sk`),
        // Each write of the table may be one of each index.
        ...warm,
        // What is due is sent on without being read again.
        ...(indexName === indexNames.byDue
          ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: ['dueData'] }
          : { projectionType: ProjectionType.KEYS_ONLY }),
      });
    }

    // The service stack stops importing these while it works on a restored table. An export that it still uses cannot go, and
    // this stack is deployed first.
    this.exportValue(this.table.tableName);
    this.exportValue(this.table.tableArn);
    this.exportValue(this.table.tableStreamArn);

    const pictures = new Bucket(this, 'Pictures', {
      bucketName: bucketName('pictures', props.settings),
      encryption: BucketEncryption.S3_MANAGED,
      // What is ready is served by the API and by what stands before it, what was only sent by nobody.
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // Browsers send pictures here from headquarters' pages.
      cors: [
        {
          allowedMethods: [HttpMethods.PUT],
          allowedOrigins: [props.settings.publicBaseUrl],
          allowedHeaders: ['*'],
          maxAge: 3_600,
        },
      ],
      lifecycleRules: [
        {
          prefix: 'sent/',
          expiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    accept(pictures, {
      'AwsSolutions-S1':
        'Pictures of goods that anybody may see; who gave which is recorded by the system itself.',
    });

    const files = new Bucket(this, 'Files', {
      bucketName: bucketName('files', props.settings),
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(1) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    accept(files, {
      'AwsSolutions-S1':
        'What people download stays a day; who downloads what the system records where it matters.',
    });

    const secret = (
      part: SecretPart,
      id: string,
      description: string,
      generateSecretString?: SecretStringGenerator,
    ) => {
      const made = new Secret(this, id, {
        secretName: `jindian/${stage}/${part}`,
        description: `${description} (cdk/README.md)`,
        removalPolicy: RemovalPolicy.RETAIN,
        ...(generateSecretString ? { generateSecretString } : {}),
      });
      accept(made, {
        'AwsSolutions-SMG4':
          'Holds keys that are issued and rotated elsewhere, or whose change signs everybody out; they are replaced by the procedure in cdk/README.md.',
      });
      return made;
    };
    this.secrets = {
      signing: secret(
        'signing',
        'SigningSecret',
        '签名密钥 · What sessions, codes and the gateway are signed with',
      ),
      wechat: secret('wechat', 'WechatSecret', '小程序密钥 · The secret of the mini-program'),
      'wechat-pay': secret('wechat-pay', 'WechatPaySecret', '微信支付密钥 · The keys of WeChat Pay'),
      tencent: secret(
        'tencent',
        'TencentSecret',
        '腾讯位置服务密钥 · Keys of the Tencent Location Service; may stay empty',
      ),
      bootstrap: secret(
        'bootstrap',
        'BootstrapSecret',
        '开通码 · The code of the first administrator, once',
        bootstrapCode(props.settings.bootstrapUntil),
      ),
      front: secret('front', 'FrontSecret', '前端密钥 · What CloudFront proves itself to the API with', {
        secretStringTemplate: '{}',
        generateStringKey: 'frontSecret',
        passwordLength: 40,
        excludePunctuation: true,
      }),
    };
  }
}

/** In the names of all AWS: with the account and the region in it. Known to who uses it, so that no export binds both stacks. */
export function bucketName(what: 'pictures' | 'files', { stage }: Settings): string {
  return `jindian-${stage}-${what}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
}

/** A code that people can type, with the end of the day (Asia/Shanghai) up to which it is taken. */
function bootstrapCode(until: string | null): SecretStringGenerator | undefined {
  if (until === null) return undefined;
  return {
    secretStringTemplate: JSON.stringify({ bootstrapUntilMs: Date.parse(`${until}T24:00:00+08:00`) }),
    generateStringKey: 'bootstrapCode',
    passwordLength: 20,
    excludePunctuation: true,
    excludeLowercase: true,
    excludeCharacters: '01IO',
  };
}
