import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { accept } from './accept.ts';
import type { Settings } from './settings.ts';

/** What must survive everything: the table and the secret. Both are kept when the stack is deleted. */
export class DataStack extends Stack {
  readonly table: Table;
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: StackProps & { settings: Settings }) {
    super(scope, id, props);
    const { stage } = props.settings;

    const text = (name: string) => ({ name, type: AttributeType.STRING });
    this.table = new Table(this, 'Table', {
      tableName: `jindian-${stage}`,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAtS',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Encrypted with a key that AWS owns: no key to lose, and no KMS call a request.
      encryption: TableEncryption.DEFAULT,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const indexName of ['gsi1', 'gsi2']) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: text(`${indexName}pk`),
        sortKey: text(`${indexName}sk`),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }

    this.secret = new Secret(this, 'Secret', {
      secretName: `jindian/${stage}`,
      description: '近店运行所需的全部密钥 · Everything secret that Jindian needs (cdk/README.md)',
      removalPolicy: RemovalPolicy.RETAIN,
    });
    accept(this.secret, {
      'AwsSolutions-SMG4':
        'Holds keys that WeChat and WeChat Pay issue and rotate on their side; they are replaced by the procedure in cdk/README.md.',
    });
  }
}
