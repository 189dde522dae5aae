import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { china, resources, type Synthesised, synthesise } from './synthesise.ts';

const account = '123456789012';
const certificateArn = `arn:aws-cn:acm:${china}:${account}:certificate/01234567-89ab-cdef-0123-456789abcdef`;
const streamArn = `arn:aws-cn:dynamodb:${china}:${account}:table/jindian-restored/stream/2026-11-30T01:02:03.456`;
let stacks: Synthesised;
const create: Synthesised['create'] = (region, context) => stacks.create(region, context);
const templatesWith = (context: Record<string, unknown>) => {
  const { data, service } = create(china, context);
  return { data: Template.fromStack(data), service: Template.fromStack(service) };
};

/** Where nothing is set. */
let standard: ReturnType<typeof templatesWith>;
beforeAll(() => {
  stacks = synthesise([]);
  standard = templatesWith({});
});
afterAll(() => stacks.close());

describe('settings', () => {
  test('a name of its own takes TLS 1.2 and newer, closes the address of AWS, and says where DNS must point', () => {
    const { service } = templatesWith({ domainName: 'api.example.com', certificateArn });
    service.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'api.example.com',
      DomainNameConfigurations: [
        { CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
    service.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    service.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    const outputs = service.toJSON().Outputs as Record<string, { Value: unknown }>;
    expect(JSON.stringify(outputs.DnsTarget)).toContain('RegionalDomainName');
    expect(outputs).not.toHaveProperty('ApiEndpoint');
    expect(resources(standard.service, 'AWS::ApiGatewayV2::Api')[0]?.Properties).toMatchObject({
      DisableExecuteApiEndpoint: false,
    });
  });

  test('a restored table is what functions, relay, figures, alarms and rights work on, and the old one stays', () => {
    const { data, service } = templatesWith({ tableName: 'jindian-restored', streamArn });
    const functions = resources(service, 'AWS::Lambda::Function');
    for (const { Properties } of functions) {
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      expect(Variables.JINDIAN_TABLE_NAME).toBe('jindian-restored');
    }
    const readers = resources(service, 'AWS::Lambda::EventSourceMapping').filter(
      ({ Properties }) => Properties.StartingPosition,
    );
    expect(readers.map(({ Properties }) => Properties.EventSourceArn)).toEqual([streamArn, streamArn]);
    const text = JSON.stringify(service.toJSON());
    expect(text).not.toMatch(/ImportValue[^}]*Table/);
    const statements = resources(service, 'AWS::IAM::Policy').flatMap(
      ({ Properties: { PolicyDocument } }) =>
        (PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }).Statement,
    );
    const onTable = statements.filter(({ Action }) =>
      /dynamodb:(?!ListStreams)/.test(JSON.stringify(Action)),
    );
    expect(onTable.length).toBeGreaterThan(10);
    for (const { Resource } of onTable) expect(JSON.stringify(Resource)).toContain('table/jindian-restored');
    // The stack before is still deployed when this one is: what it imports must not go.
    const exported = (template: Template) =>
      Object.values((template.toJSON().Outputs ?? {}) as Record<string, { Export?: { Name: string } }>)
        .flatMap(({ Export }) => (Export ? [Export.Name] : []))
        .toSorted();
    expect(exported(data)).toEqual(exported(standard.data));
    expect(resources(data, 'AWS::DynamoDB::Table')).toEqual(resources(standard.data, 'AWS::DynamoDB::Table'));
  });

  test('processor, warm throughput, days of logs and the mini-program of messages are as they are set', () => {
    const { data, service } = templatesWith({
      architecture: 'x64',
      warmThroughput: '20000/8000',
      logRetentionDays: 400,
      messageState: 'trial',
    });
    for (const { Properties } of resources(service, 'AWS::Lambda::Function')) {
      expect(Properties.Architectures).toEqual(['x86_64']);
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      expect(Variables.JINDIAN_MESSAGE_STATE).toBe('trial');
    }
    const groups = resources(service, 'AWS::Logs::LogGroup');
    expect(new Set(groups.map(({ Properties }) => Properties.RetentionInDays))).toEqual(new Set([400]));
    const warm = { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 8_000 };
    const [table] = resources(data, 'AWS::DynamoDB::Table');
    const { WarmThroughput, GlobalSecondaryIndexes } = table!.Properties as {
      WarmThroughput: unknown;
      GlobalSecondaryIndexes: { WarmThroughput: unknown }[];
    };
    expect([WarmThroughput, ...GlobalSecondaryIndexes.map((one) => one.WarmThroughput)]).toEqual(
      Array(5).fill(warm),
    );
    // Nothing of it is paid for unless it is asked for.
    expect(JSON.stringify(standard.data.toJSON())).not.toContain('WarmThroughput');
  });

  test('a bundle with programs for another processor is not deployed', () => {
    const folder = stacks.codeFolders.pictures;
    const program = Buffer.alloc(64);
    program.writeUInt32BE(0x7f454c46);
    program.writeUInt16LE(62, 18);
    const file = join(folder, 'sharp.node');
    writeFileSync(file, program);
    try {
      expect(() => create(china, { architecture: 'arm64' })).toThrow('is for x64, not for arm64');
      create(china, { architecture: 'x64' });
    } finally {
      rmSync(file);
    }
  });

  test.each([
    [{ domainName: 'api.example.com' }, 'given together'],
    [
      { domainName: 'api.example.com', certificateArn: certificateArn.replace(china, 'us-east-1') },
      'certificateArn',
    ],
    [{ tableName: 'jindian-restored' }, 'given together'],
    [{ tableName: 'jindian-other', streamArn }, 'another table'],
    [{ architecture: 'x86' }, 'architecture'],
    [{ warmThroughput: '4000' }, 'warmThroughput'],
    [{ logRetentionDays: 200 }, 'logRetentionDays'],
    [{ logRetentionDays: 90 }, 'half year'],
    [{ messageState: 'released' }, 'messageState'],
  ])('%j is refused', (context, why) => {
    expect(() => create(china, context)).toThrow(why);
  });

  test('that cannot be right are refused by name', () => {
    expect(() => create('nowhere')).toThrow('context region');
    expect(() => create('cn-north-1', { publicBaseUrl: 'http://api.example.com/' })).toThrow('publicBaseUrl');
    expect(() => create('cn-north-1', { wechatAppId: 'x' })).toThrow('wechatAppId');
  });
});
