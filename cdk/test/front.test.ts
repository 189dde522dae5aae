import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frontHeader } from '../../functions/src/platform/deployed-names.ts';
import { objectsInMemory, startS3Simulator } from '../../functions/src/simulators/s3.ts';
import { cacheControlOf, publishApp } from '../lib/publish.ts';
import { china, type Resource, resources, type Synthesised, synthesise } from './synthesise.ts';

const elsewhere = 'ap-southeast-1';
const certificates = {
  [china]: 'ASCAEXAMPLE0CERTIFICATE1',
  [elsewhere]: 'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef',
} as const;
type Region = keyof typeof certificates;
const settingsOf = (region: Region) => ({
  publicBaseUrl: 'https://shop.example.com',
  webDomainName: 'shop.example.com',
  webCertificate: certificates[region],
});

type Behaviour = {
  PathPattern?: string;
  TargetOriginId: string;
  AllowedMethods: string[];
  ForwardedValues: { QueryString: boolean; Cookies: { Forward: string }; Headers?: string[] };
  DefaultTTL: number;
  Compress: boolean;
  ViewerProtocolPolicy: string;
  ResponseHeadersPolicyId?: unknown;
};
type Config = {
  Aliases: string[];
  Origins: Record<string, unknown>[];
  DefaultCacheBehavior: Behaviour;
  CacheBehaviors: Behaviour[];
  CustomErrorResponses: Record<string, number>[];
  ViewerCertificate: Record<string, unknown>;
  IPV6Enabled: boolean;
};

let stacks: Synthesised;
const templates = {} as Record<Region, Template>;
beforeAll(() => {
  stacks = synthesise([]);
  for (const region of Object.keys(certificates) as Region[]) {
    const { app, service } = stacks.create(region, settingsOf(region));
    // With all its rules.
    app.synth();
    templates[region] = Template.fromStack(service);
  }
});
afterAll(() => stacks.close());

const configOf = (region: Region): Config => {
  const [distribution] = resources(templates[region], 'AWS::CloudFront::Distribution');
  return distribution!.Properties.DistributionConfig as Config;
};

describe.each(Object.keys(certificates) as Region[])('one name for everything, in %s', (region) => {
  /** As CloudFront chooses: the first pattern that fits, else the default. */
  function servedBy(path: string): Behaviour {
    const { CacheBehaviors, DefaultCacheBehavior } = configOf(region);
    const fits = ({ PathPattern = '' }: Behaviour) =>
      new RegExp(`^${PathPattern.replace(/[.]/g, '\\.').replace(/\*/g, '.*')}$`).test(path);
    return CacheBehaviors.find(fits) ?? DefaultCacheBehavior;
  }

  test('the app comes from its bucket, and everything that is no file of it from the API: nothing there is a 404', () => {
    for (const path of [
      '/',
      '/index.html',
      '/js/app.0123abcd.js',
      '/chunk/1.0123abcd.js',
      '/css/a.css',
      '/static/a.svg',
    ])
      expect([path, servedBy(path).TargetOriginId]).toEqual([path, 'app']);
    for (const path of [
      '/q/ABCDEF12',
      '/q/MP_verify_x.txt',
      '/MP_verify_x.txt',
      '/v1/me',
      '/hq',
      '/hq/assets/a.css',
      '/desk',
      '/docs',
      '/healthz',
      '/pictures/0123-400.webp',
    ])
      expect([path, servedBy(path).TargetOriginId]).toEqual([path, 'api']);
    // An error page of the app would stand in the place of what the API says, too; and none is kept, not for seconds.
    const errors = configOf(region).CustomErrorResponses;
    for (const one of errors) expect(one).toEqual({ ErrorCode: expect.any(Number), ErrorCachingMinTTL: 0 });
    expect(errors.map(({ ErrorCode }) => ErrorCode)).toEqual(
      expect.arrayContaining([403, 404, 500, 502, 503, 504]),
    );
  });

  test('of calls nothing is kept that the API does not let be kept, and all is handed on that decides an answer', () => {
    const { DefaultCacheBehavior } = configOf(region);
    expect(DefaultCacheBehavior.DefaultTTL).toBe(0);
    expect(DefaultCacheBehavior.AllowedMethods).toEqual(expect.arrayContaining(['POST', 'PATCH', 'DELETE']));
    expect(DefaultCacheBehavior.ForwardedValues).toMatchObject({
      QueryString: true,
      Cookies: { Forward: 'all' },
      Headers: expect.arrayContaining(['Authorization', 'Accept-Language']),
    });
    // Under the name of CloudFront API Gateway knows nobody.
    expect(DefaultCacheBehavior.ForwardedValues.Headers).not.toContain('Host');
    for (const path of ['/js/a.js', '/pictures/a.webp', '/hq/assets/a.css'])
      expect(servedBy(path).ForwardedValues).toEqual({ QueryString: false, Cookies: { Forward: 'none' } });
    for (const one of [DefaultCacheBehavior, ...configOf(region).CacheBehaviors])
      expect(one).toMatchObject({ Compress: true, ViewerProtocolPolicy: 'redirect-to-https' });
  });

  test('the bucket is read by this distribution alone, and the API is told a secret that is in no template', () => {
    const origins = JSON.stringify(configOf(region).Origins);
    expect(origins).toContain(frontHeader);
    expect(origins).toMatch(/resolve:secretsmanager:/);
    expect(origins).toContain('"OriginProtocolPolicy":"https-only"');
    const [bucket] = resources(templates[region], 'AWS::S3::Bucket');
    expect(bucket?.Properties).toMatchObject({ PublicAccessBlockConfiguration: { BlockPublicPolicy: true } });
    const policies = JSON.stringify(resources(templates[region], 'AWS::S3::BucketPolicy'));
    if (region === china) expect(policies).toContain('"CanonicalUser"');
    else expect(policies).toMatch(/"Service":"cloudfront\.amazonaws\.com".*|"AWS:SourceArn"/);
    expect(policies).toMatch(region === china ? /S3CanonicalUserId/ : /AWS:SourceArn/);
  });

  test('it is reached by its name and TLS 1.2 alone, over IPv4', () => {
    const { Aliases, ViewerCertificate, IPV6Enabled } = configOf(region);
    expect([Aliases, IPV6Enabled]).toEqual([['shop.example.com'], false]);
    expect(ViewerCertificate).toMatchObject({
      [region === china ? 'IamCertificateId' : 'AcmCertificateArn']: certificates[region],
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
    const outputs = templates[region].toJSON().Outputs as Record<string, unknown>;
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(['WebDnsTarget', 'AppBucket']));
  });

  test('uses what CloudFront has there', () => {
    const types = new Set(
      Object.values(templates[region].toJSON().Resources as Record<string, Resource>).map(({ Type }) => Type),
    );
    const used = [...types].filter((type) => type.startsWith('AWS::CloudFront::')).toSorted();
    expect(used).toEqual(
      region === china
        ? ['AWS::CloudFront::CloudFrontOriginAccessIdentity', 'AWS::CloudFront::Distribution']
        : [
            'AWS::CloudFront::Distribution',
            'AWS::CloudFront::OriginAccessControl',
            'AWS::CloudFront::ResponseHeadersPolicy',
          ],
    );
    const text = JSON.stringify(configOf(region));
    expect(text).not.toMatch(
      /CachePolicyId|OriginRequestPolicyId|LambdaFunctionAssociations|FunctionAssociations/,
    );
    if (region === china) expect(text).not.toMatch(/OriginAccessControlId|ResponseHeadersPolicyId|Acm/);
    else expect(JSON.stringify(templates[region].toJSON())).toContain("frame-ancestors 'self'");
  });
});

describe('what a deployment prints', () => {
  const outputsOf = (context: Record<string, unknown>): Record<string, string> => {
    const { service } = stacks.create(china, context);
    const outputs = Template.fromStack(service).toJSON().Outputs as Record<string, { Value: unknown }>;
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { Value }]) => [
        name,
        typeof Value === 'string' ? Value : JSON.stringify(Value),
      ]),
    );
  };

  test('is what comes next: headquarters, where the code lies, what WeChat is told, and how to look at it', () => {
    const outputs = outputsOf({ ...settingsOf(china), stage: 'first', bootstrapUntil: '2026-12-31' });
    expect(outputs.Next1Headquarters).toBe('https://shop.example.com/hq/begin');
    expect(outputs.Next2BootstrapCode).toContain('--secret-id jindian/first/bootstrap');
    expect(outputs.Next3WechatDomains).toContain('https://shop.example.com/q/');
    expect(outputs.Next4WechatPay).toBe('shop.example.com');
    expect(outputs.Next5Doctor).toBe('npm run doctor -- --url https://shop.example.com --checklist');
    const bare = outputsOf({});
    expect(bare.Next2BootstrapCode).toContain('bootstrapUntil');
    expect(bare.Next5Doctor).toContain('--h5 ');
    expect(bare.ApiEndpoint).toBeDefined();
  });

  test('the code of the first administrator is made with the stack, in a secret of its own, and in no template', () => {
    const { data } = stacks.create(china, { bootstrapUntil: '2026-12-31' });
    const [secret] = resources(Template.fromStack(data), 'AWS::SecretsManager::Secret').filter(
      ({ Properties }) => Properties.Name === 'jindian/production/bootstrap',
    );
    expect(secret?.Properties.GenerateSecretString).toMatchObject({
      GenerateStringKey: 'bootstrapCode',
      PasswordLength: 20,
      SecretStringTemplate: JSON.stringify({ bootstrapUntilMs: Date.parse('2026-12-31T16:00:00Z') }),
    });
    expect(secret?.Properties).not.toHaveProperty('SecretString');
  });
});

test('staging and production stand side by side in one account: no name is in both', () => {
  const names = (stage: string): string[] => {
    const { data, service } = stacks.create(china, { ...settingsOf(china), stage });
    const given: string[] = [];
    const kinds = /^(Function|Queue|Table|Bucket|Role|LogGroup|Alarm|Topic|Secret|Rule|Api)?Name$/;
    for (const template of [data, service].map((stack) => Template.fromStack(stack).toJSON()))
      for (const { Type, Properties = {} } of Object.values(template.Resources as Record<string, Resource>))
        for (const [key, value] of Object.entries(Properties)) {
          // What is called by the name of another resource points there.
          const refers = /EventSourceMapping|Permission|EventInvokeConfig|MetricFilter|QueuePolicy/.test(
            Type,
          );
          if (kinds.test(key) && !refers) given.push(`${Type} ${JSON.stringify(value)}`);
        }
    return given;
  };
  const [staging, production] = [names('staging'), names('production')];
  expect(production.length).toBeGreaterThan(80);
  expect(new Set(production).size).toBe(production.length);
  expect(staging.filter((name) => production.includes(name))).toEqual([]);
  expect(staging.length).toBe(production.length);
});

test.each([
  [{ ...settingsOf(china), publicBaseUrl: 'https://other.example.com' }, 'publicBaseUrl'],
  [{ ...settingsOf(china), webCertificate: certificates[elsewhere] }, 'webCertificate'],
  [{ ...settingsOf(china), h5BaseUrl: 'https://h5.example.com' }, 'h5BaseUrl'],
  [{ publicBaseUrl: 'https://shop.example.com', webDomainName: 'shop.example.com' }, 'given together'],
])('%j is refused', (context, why) => {
  expect(() => stacks.create(china, context)).toThrow(why);
});

describe('the build', () => {
  test('is put into the bucket with what each file says of itself, the page last', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jindian-h5-'));
    const put: string[] = [];
    const objects = objectsInMemory();
    const s3 = await startS3Simulator({
      objects: {
        ...objects,
        put: async (path, object) => {
          put.push(path);
          await objects.put(path, object);
        },
      },
      now: Date.now,
      secretOf: () => 'secret',
    });
    try {
      for (const name of [
        'index.html',
        'index.html.br',
        'js/app.0123abcd.js',
        'js/app.0123abcd.js.gz',
        'static/a.svg',
        'css/app.css',
      ]) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), name);
      }
      const client = new S3Client({
        region: 'cn-north-1',
        endpoint: s3.endpoint,
        forcePathStyle: true,
        credentials: { accessKeyId: 'a', secretAccessKey: 'secret' },
      });
      await publishApp(client, { folder, bucket: 'app' });
      expect(put).toEqual([
        'app/css/app.css',
        'app/js/app.0123abcd.js',
        'app/static/a.svg',
        'app/index.html',
      ]);
      expect((await objects.get('app/js/app.0123abcd.js'))?.type).toBe('text/javascript; charset=utf-8');
      expect(['index.html', 'js/app.0123abcd.js', 'static/a.svg', 'css/app.css'].map(cacheControlOf)).toEqual(
        ['no-cache', 'public, max-age=31536000, immutable', 'public, max-age=86400', 'public, max-age=86400'],
      );
      rmSync(join(folder, 'index.html'));
      await expect(publishApp(client, { folder, bucket: 'app' })).rejects.toThrow('npm run build:h5');
    } finally {
      await s3.close();
      rmSync(folder, { recursive: true });
    }
  });

  const built = fileURLToPath(new URL('../../miniprogram/dist/h5', import.meta.url));
  test.skipIf(!existsSync(built))('lies under the paths that CloudFront takes from the bucket', () => {
    const folders = readdirSync(built, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) expect(['js', 'chunk', 'css', 'static']).toContain(name);
    expect(readFileSync(join(built, 'index.html'), 'utf8')).toContain('id="app"');
  });
});
