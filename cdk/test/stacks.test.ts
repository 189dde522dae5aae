import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configSchema, readConfig, secretParts } from '../../functions/src/platform/config.ts';
import { secretVariables } from '../../functions/src/platform/deployed-names.ts';
import { queueNames } from '../../functions/src/platform/queues/lanes.ts';
import { tableDefinition, tableKeys } from '../../functions/src/platform/table.ts';
import { functionNames } from '../lib/bundle.ts';
import { actionsOf, china, type Resource, resources, type Synthesised, synthesise } from './synthesise.ts';

const regions = [china, 'ap-southeast-1'];

let stacks: Synthesised;
const of: Synthesised['of'] = (region) => stacks.of(region);
const functionsOf: Synthesised['functionsOf'] = (region) => stacks.functionsOf(region);
const create: Synthesised['create'] = (region, context) => stacks.create(region, context);

beforeAll(() => {
  stacks = synthesise(regions);
});
afterAll(() => stacks.close());

describe('stacks', () => {
  describe.each(regions)('in %s', (region) => {
    test('no partition and no region of another place is written into a template', () => {
      const { data, service } = of(region);
      const text = JSON.stringify([data.toJSON(), service.toJSON()]);
      expect(text).not.toMatch(/arn:aws(-cn)?:/);
      expect(text).not.toContain('amazonaws.com.cn');
      // What is left of the suffix are names of service principals, which are the same everywhere.
      const hosts = new Set(text.match(/[\w.-]+\.amazonaws\.com/g));
      expect([...hosts].toSorted()).toEqual(
        ['apigateway', 'cloudwatch', 'events', 'lambda'].map((name) => `${name}.amazonaws.com`),
      );
    });

    test('what China does not have is not used', () => {
      const { data, service } = of(region);
      const templates = [data.toJSON(), service.toJSON()];
      const types = templates.flatMap(({ Resources }) =>
        Object.values(Resources as Record<string, Resource>).map(({ Type }) => Type),
      );
      // Each is there in Beijing and Ningxia. Whoever adds one looks that up first.
      expect([...new Set(types)].toSorted()).toEqual([
        'AWS::ApiGatewayV2::Api',
        'AWS::ApiGatewayV2::Integration',
        'AWS::ApiGatewayV2::Route',
        'AWS::ApiGatewayV2::Stage',
        'AWS::CloudWatch::Alarm',
        'AWS::DynamoDB::Table',
        'AWS::Events::Rule',
        'AWS::IAM::Policy',
        'AWS::IAM::Role',
        'AWS::KMS::Key',
        'AWS::Lambda::EventInvokeConfig',
        'AWS::Lambda::EventSourceMapping',
        'AWS::Lambda::Function',
        'AWS::Lambda::Permission',
        'AWS::Logs::LogGroup',
        'AWS::Logs::MetricFilter',
        'AWS::S3::Bucket',
        'AWS::S3::BucketPolicy',
        'AWS::SNS::Topic',
        'AWS::SNS::TopicPolicy',
        'AWS::SQS::Queue',
        'AWS::SQS::QueuePolicy',
        'AWS::SecretsManager::Secret',
      ]);
      const text = JSON.stringify(templates);
      // Tracing, mail and text messages, pages at the edge, signing in and redriving by AWS.
      expect(text).not.toMatch(/TracingConfig|xray:|XRay|EDGE|"ses:|AWS::SES|"sms"|Cognito|MessageMoveTask/);
      // Loops are not detected there: the code counts hops. Nothing switches it on or off.
      expect(text).not.toContain('RecursiveLoop');
    });

    test('cdk-nag has nothing left to say', () => {
      expect(of(region).report.pluginReports).toEqual([]);
    });
  });

  test('cdk-nag would say something', () => {
    const { app, service, outdir } = create(china, { stage: 'nagged' });
    new Queue(service, 'Bare');
    expect(() => app.synth()).toThrow();
    expect(readFileSync(join(outdir, 'validation-report.json'), 'utf8')).toContain('AwsSolutions-SQS4');
  });

  test('the table is the one that the code is written and tested for', () => {
    const [table] = resources(of(china).data, 'AWS::DynamoDB::Table');
    const { TableName, StreamSpecification, AttributeDefinitions, ...expected } =
      tableDefinition('jindian-production');
    const properties = table!.Properties as typeof expected & {
      AttributeDefinitions: { AttributeName: string }[];
    };
    expect(properties).toMatchObject({ TableName, ...expected });
    const byName = (a: { AttributeName: string }, b: { AttributeName: string }) =>
      a.AttributeName.localeCompare(b.AttributeName);
    expect(properties.AttributeDefinitions.toSorted(byName)).toEqual(AttributeDefinitions.toSorted(byName));
    expect(table!.Properties).toMatchObject({
      StreamSpecification: { StreamViewType: StreamSpecification.StreamViewType },
      TimeToLiveSpecification: { AttributeName: tableKeys.expiry, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    expect(table!.DeletionPolicy).toBe('Retain');
  });

  test('the functions get what they read, and no secret in a variable', () => {
    const functions = resources(of(china).service, 'AWS::Lambda::Function');
    // The consumer is one program and a function behind each queue; that of the pictures is a program of its own.
    expect(functions).toHaveLength(functionNames.length - 2 + queueNames.length);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      const resolved = Object.fromEntries(
        Object.entries(Variables).map(([name, value]) => [
          name,
          typeof value === 'string'
            ? value
            : name.endsWith('PREFIX')
              ? 'https://sqs.example.com/'
              : name.endsWith('ORIGIN')
                ? 'https://pictures.example.com'
                : 'from-data',
        ]),
      );
      const ofPictures = 'JINDIAN_PICTURE_BUCKET' in Variables;
      const ofFiles = 'JINDIAN_FILE_BUCKET' in Variables;
      const filing = ['api', 'figures', 'consumer-pictures', 'consumer-figures'].map(
        (name) => `jindian-production-${name}`,
      );
      expect(ofFiles).toBe(filing.includes(String(Properties.FunctionName)));
      expect(readConfig(resolved)).toEqual(
        configSchema.parse({
          ...(ofPictures
            ? { pictureBucket: 'from-data', pictureUploadOrigin: 'https://pictures.example.com' }
            : {}),
          ...(ofFiles ? { fileBucket: 'from-data' } : {}),
          tableName: 'from-data',
          queueUrlPrefix: 'https://sqs.example.com/',
          publicBaseUrl: 'https://api.example.com',
          wechatAppId: 'wx0000000000000000',
        }),
      );
      expect(
        Object.keys(Variables)
          .filter((name) => !/_SECRET_ID$|_PICTURE_|_FILE_/.test(name))
          .toSorted(),
      ).toEqual([
        'JINDIAN_PUBLIC_BASE_URL',
        'JINDIAN_QUEUE_URL_PREFIX',
        'JINDIAN_STAGE',
        'JINDIAN_TABLE_NAME',
        'JINDIAN_WECHAT_APP_ID',
      ]);
    }
  });

  test('nobody may scan or change the table, and only the stream is listed without a name', () => {
    const statements = [...functionsOf().values()].flatMap((one) => one.statements);
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /\*|Scan|Table$/.test(action))).toEqual([]);
    const everywhere = statements.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action);
    expect(everywhere).toEqual(['dynamodb:ListStreams', 'dynamodb:ListStreams']);
  });

  test('each function reads the secrets that it needs and no other', () => {
    const secrets = of(china).data.findResources('AWS::SecretsManager::Secret');
    const partOf = Object.entries(secrets).map(([logicalId, { Properties }]) => ({
      logicalId,
      part: String(Properties.Name).replace('jindian/production/', ''),
    }));
    expect(partOf.map(({ part }) => part).toSorted()).toEqual(Object.keys(secretParts).toSorted());
    const given = Object.fromEntries(
      [...functionsOf()].map(([name, { Properties, statements }]) => {
        const readable = JSON.stringify(
          statements.filter(({ Action }) => JSON.stringify(Action).includes('secretsmanager:')),
        );
        const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
        const parts = partOf.filter(({ logicalId }) => readable.includes(logicalId)).map(({ part }) => part);
        // What it may read it is told the name of, and nothing else.
        expect(
          Object.keys(Variables)
            .filter((variable) => variable.endsWith('_SECRET_ID'))
            .toSorted(),
        ).toEqual(parts.map((part) => secretVariables[part as keyof typeof secretVariables]).toSorted());
        return [name, parts.toSorted().join(' ')];
      }),
    );
    expect(given).toEqual({
      api: 'bootstrap front signing tencent wechat wechat-pay',
      figures: 'front signing',
      relay: '',
      levels: '',
      timers: '',
      'dead-letters': '',
      'consumer-books': '',
      'consumer-orders': 'wechat wechat-pay',
      'consumer-payments': 'wechat-pay',
      'consumer-shipping': 'wechat',
      'consumer-messages': 'wechat',
      'consumer-couriers': '',
      'consumer-figures': '',
      'consumer-publishing': '',
      'consumer-insight': '',
      'consumer-pictures': '',
      'consumer-heavy': 'wechat wechat-pay',
      'consumer-timers': '',
      'consumer-unknown': '',
    });
  });

  test('each function does with the table and the queues what it needs and no more', () => {
    const functions = functionsOf();
    const of = (name: string) => functions.get(name)!.statements;
    const items = (name: string) =>
      actionsOf(of(name), 'dynamodb')
        .filter((action) => /Item|Query/.test(action))
        .toSorted();
    /** The partitions of each statement, and what may be done there. */
    const grantsOf = (name: string) =>
      of(name)
        .flatMap((statement) => {
          const keys = (statement.Condition as Record<string, Record<string, string[]>> | undefined)?.[
            'ForAllValues:StringLike'
          ]?.['dynamodb:LeadingKeys'];
          if (!keys) return [];
          const actions = actionsOf([statement], 'dynamodb').map((action) =>
            action.slice('dynamodb:'.length),
          );
          return `${[keys].flat().join(' ')}: ${actions.toSorted().join(' ')}`;
        })
        .toSorted();
    expect(items('relay')).toEqual([]);
    for (const name of ['dead-letters', 'consumer-unknown']) {
      expect(items(name)).toEqual(['dynamodb:PutItem']);
      expect(JSON.stringify(of(name))).toContain('"dynamodb:LeadingKeys":["DEADLETTERS"]');
    }
    expect(items('levels')).not.toContain('dynamodb:DeleteItem');
    expect(JSON.stringify(of('levels'))).toContain(
      '"dynamodb:LeadingKeys":["SNAPSHOT#*","AVAILABLE#*","NETWORK#CHANGED"]',
    );
    expect(grantsOf('levels').filter((grant) => /PutItem|UpdateItem/.test(grant))).toEqual([
      'AVAILABLE#*: PutItem UpdateItem',
      'SHELF#*: UpdateItem',
    ]);
    const kept = 'DEADLETTERS: PutItem';
    const orders = 'ORDER#* WECHAT#* MEMBER#*: BatchGetItem GetItem Query';
    expect(grantsOf('consumer-shipping')).toEqual([kept, orders]);
    expect(grantsOf('consumer-messages')).toEqual([
      kept,
      'MEMBER#*: UpdateItem',
      'NONCE#*: DeleteItem PutItem',
      orders,
      'POLICY_HEADS#* POLICY#*: BatchGetItem GetItem Query',
      'SNAPSHOT#*: BatchGetItem GetItem Query',
      'STAFF#*: Query',
    ]);
    expect(grantsOf('consumer-insight')).toEqual([
      kept,
      'MEMBER#*: ConditionCheckItem',
      'MEMBER_FACTS#*: BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem',
      'NONCE#*: PutItem',
      orders,
      'POLICY_HEADS#* POLICY#*: BatchGetItem GetItem Query',
      'REFUSALS#*: UpdateItem',
      'SNAPSHOT#*: BatchGetItem GetItem Query',
    ]);
    // What decodes pictures of strangers reaches nothing else.
    expect(grantsOf('consumer-pictures')).toEqual([
      kept,
      'PICTURE#* PICTUREJOB#* SNAPSHOT#* POSTER_JOB#*: BatchGetItem GetItem Query',
      'PICTURE#* PICTUREJOB#*: BatchWriteItem ConditionCheckItem DeleteItem PutItem UpdateItem',
      'POLICY#settings-brand POLICY#shop-window: BatchGetItem GetItem Query',
      'POSTER_JOB#*: UpdateItem',
    ]);
    // Whoever is held to partitions looks into no index, which would show all others, but for who works at a place.
    for (const [name, { statements }] of functions)
      for (const statement of statements)
        if (/LeadingKeys/.test(JSON.stringify(statement)) && !/STAFF#/.test(JSON.stringify(statement)))
          expect(JSON.stringify(statement.Resource), name).not.toContain('index');
    const senders = [...functions.keys()].filter((name) =>
      actionsOf(of(name), 'sqs').includes('sqs:SendMessage'),
    );
    expect(senders.toSorted()).toEqual([
      'api',
      'consumer-books',
      'consumer-timers',
      'consumer-unknown',
      'figures',
      'relay',
      'timers',
    ]);
  });

  test('whoever does what is sent is deployed before whoever sends it', () => {
    const functions = functionsOf();
    const doers = [...functions].filter(([name]) => /^consumer-|^dead-letters$/.test(name));
    expect(doers).toHaveLength(queueNames.length + 1);
    for (const sender of ['api', 'figures', 'relay', 'timers'])
      for (const [name, { logicalId }] of doers)
        expect(functions.get(sender)!.dependsOn, `${sender} after ${name}`).toContain(logicalId);
    for (const [, { dependsOn }] of doers)
      for (const sender of ['api', 'figures', 'relay', 'timers'])
        expect(dependsOn).not.toContain(functions.get(sender)!.logicalId);
  });

  test('pictures are reached by the program that makes them ready and by the API, which may only take what is sent', () => {
    const functions = functionsOf();
    const reach = [...functions].flatMap(([name, { Properties, statements }]) => {
      const actions = actionsOf(statements, 's3').toSorted();
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      const buckets = ['JINDIAN_PICTURE_BUCKET', 'JINDIAN_FILE_BUCKET'].filter((name) => name in Variables);
      expect(buckets.length > 0, name).toBe(actions.length > 0);
      expect([name, Properties.Architectures]).toEqual([name, ['arm64']]);
      return actions.length > 0 ? [[name, actions.join(' ')]] : [];
    });
    expect(Object.fromEntries(reach)).toEqual({
      api: 's3:GetObject s3:GetObject s3:ListBucket s3:PutObject s3:PutObject',
      // Facts to count, and what came of them for whoever asked.
      'consumer-figures': 's3:PutObject',
      figures: 's3:GetObject s3:PutObject',
      // What it puts among downloads, it cannot read again, nor what others put there.
      'consumer-pictures': 's3:DeleteObject s3:GetObject s3:ListBucket s3:PutObject s3:PutObject',
    });
    const puts = functions
      .get('api')!
      .statements.filter((one) => JSON.stringify(one.Action).includes('s3:PutObject'))
      .map(({ Resource }) => JSON.stringify(Resource));
    expect(
      puts.filter((resource) => resource.includes('-pictures-')).every((one) => /sent\/\*/.test(one)),
    ).toBe(true);
    expect(puts.filter((resource) => resource.includes('-files-'))).toHaveLength(1);
  });

  test('what people download is private and gone after a day', () => {
    const [files] = resources(of(china).data, 'AWS::S3::Bucket').filter(({ Properties }) =>
      JSON.stringify(Properties.BucketName).includes('-files-'),
    );
    expect(files?.Properties).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 1, Status: 'Enabled' }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    expect(files?.Properties).not.toHaveProperty('CorsConfiguration');
  });

  test('no function reads source maps while it runs', () => {
    for (const [, { Properties }] of functionsOf())
      expect(JSON.stringify(Properties.Environment)).not.toMatch(/NODE_OPTIONS|source-map/);
  });
});
