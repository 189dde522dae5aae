import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnDistribution,
  CfnOriginAccessControl,
  CfnResponseHeadersPolicy,
  OriginAccessIdentity,
} from 'aws-cdk-lib/aws-cloudfront';
import { type IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { frontHeader } from '../../functions/src/platform/deployed-names.ts';
import { accept } from './accept.ts';
import type { Settings } from './settings.ts';

/** Of the H5 build (`docs/operations/static-files.md`). What is under none of them is the API's. */
export const appPaths = ['/', '/index.html', '/js/*', '/chunk/*', '/css/*', '/static/*'] as const;
/** Answers of the API that never change under their address, and are the same for everybody. */
export const keptPaths = ['/pictures/*', '/hq/assets/*'] as const;

const longestKeptS = 31_536_000;
/** By itself CloudFront keeps these for ten seconds: a picture that is made ready meanwhile, or a fault that is over. */
const errorsNotKept = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
/** What decides an answer of the API; others than these CloudFront hands on by itself, or has no say in. */
const decidingHeaders = ['Accept', 'Accept-Language', 'Authorization', 'Origin', 'Referer', 'User-Agent'];
const nothing = { queryString: false, cookies: { forward: 'none' } };

/**
 * One name for everything: the app from a bucket, the rest from the API, behind CloudFront. In China CloudFront knows no
 * cache policies, no origin access control, no headers of its own and no certificates of ACM; what the others have and
 * both understand is used for both, so that there is one shape to test.
 */
export class Front extends Construct {
  readonly distribution: CfnDistribution;
  readonly app: Bucket;

  constructor(
    scope: Construct,
    id: string,
    props: {
      settings: Settings;
      web: NonNullable<Settings['web']>;
      /** Where CloudFront finds the API. */
      apiName: string;
      /** By which the API knows that CloudFront says who called. */
      secret: Secret;
    },
  ) {
    super(scope, id);
    const { settings, web, apiName, secret } = props;
    const inChina = settings.region.startsWith('cn-');

    this.app = new Bucket(this, 'App', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    accept(this.app, { 'AwsSolutions-S1': 'Files of the app, which anybody may see.' });

    const identity = inChina ? new OriginAccessIdentity(this, 'Identity') : null;
    const control = inChina
      ? null
      : new CfnOriginAccessControl(this, 'Control', {
          originAccessControlConfig: {
            name: `jindian-${settings.stage}-${settings.region}`,
            originAccessControlOriginType: 's3',
            signingBehavior: 'always',
            signingProtocol: 'sigv4',
          },
        });
    // As the local system sends them (`functions/src/local/front.ts`).
    const headers = inChina
      ? null
      : new CfnResponseHeadersPolicy(this, 'Headers', {
          responseHeadersPolicyConfig: {
            name: `jindian-${settings.stage}-${settings.region}`,
            securityHeadersConfig: {
              contentSecurityPolicy: {
                contentSecurityPolicy: "frame-ancestors 'self'",
                override: false,
              },
              contentTypeOptions: { override: false },
              strictTransportSecurity: { accessControlMaxAgeSec: longestKeptS, override: false },
            },
          },
        });

    const common = {
      viewerProtocolPolicy: 'redirect-to-https',
      compress: true,
      cachedMethods: ['GET', 'HEAD'],
      ...(headers ? { responseHeadersPolicyId: headers.attrId } : {}),
    };
    const reading = { ...common, allowedMethods: ['GET', 'HEAD'], forwardedValues: nothing };
    this.distribution = new CfnDistribution(this, 'Distribution', {
      distributionConfig: {
        comment: `jindian-${settings.stage}`,
        enabled: true,
        aliases: [web.name],
        defaultRootObject: 'index.html',
        httpVersion: 'http2',
        // WeChat Pay compares the address that asked the API with the one that opens its page: both of one kind.
        ipv6Enabled: false,
        viewerCertificate: {
          ...(inChina ? { iamCertificateId: web.certificate } : { acmCertificateArn: web.certificate }),
          minimumProtocolVersion: 'TLSv1.2_2021',
          sslSupportMethod: 'sni-only',
        },
        origins: [
          {
            id: 'app',
            domainName: this.app.bucketRegionalDomainName,
            s3OriginConfig: {
              originAccessIdentity: identity
                ? `origin-access-identity/cloudfront/${identity.originAccessIdentityId}`
                : '',
            },
            ...(control ? { originAccessControlId: control.attrId } : {}),
          },
          {
            id: 'api',
            domainName: apiName,
            customOriginConfig: {
              originProtocolPolicy: 'https-only',
              originSslProtocols: ['TLSv1.2'],
              originReadTimeout: 30,
            },
            originCustomHeaders: [
              {
                headerName: frontHeader,
                headerValue: secret.secretValueFromJson('frontSecret').unsafeUnwrap(),
              },
            ],
          },
        ],
        defaultCacheBehavior: {
          ...common,
          targetOriginId: 'api',
          allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
          forwardedValues: { queryString: true, cookies: { forward: 'all' }, headers: decidingHeaders },
          // As the API says of each answer, and of most it says that nobody keeps them.
          minTtl: 0,
          defaultTtl: 0,
          maxTtl: longestKeptS,
        },
        customErrorResponses: errorsNotKept.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
        cacheBehaviors: [
          ...appPaths.map((pathPattern) => ({
            ...reading,
            pathPattern,
            targetOriginId: 'app',
            // As it was uploaded: `index.html` is asked for each time, what carries a hash never again.
            minTtl: 0,
            defaultTtl: 0,
            maxTtl: longestKeptS,
          })),
          ...keptPaths.map((pathPattern) => ({
            ...reading,
            pathPattern,
            targetOriginId: 'api',
            minTtl: 0,
            defaultTtl: 0,
            maxTtl: longestKeptS,
          })),
        ],
      },
    });
    accept(this.distribution, {
      'AwsSolutions-CFR1': 'A shop is open to whoever comes.',
      'AwsSolutions-CFR2':
        'The API throttles by itself who asks too often; a firewall in front is the brand’s choice.',
      'AwsSolutions-CFR3': 'The API logs each call; the rest are files of the app.',
      ...(inChina
        ? { 'AwsSolutions-CFR7': 'CloudFront in China has no origin access control, but identities only.' }
        : {}),
    });

    const readsApp = (principal: IPrincipal, conditions: Record<string, unknown> = {}) =>
      this.app.addToResourcePolicy(
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [this.app.arnForObjects('*')],
          principals: [principal],
          conditions,
        }),
      );
    if (identity) readsApp(identity.grantPrincipal);
    else
      readsApp(new ServicePrincipal('cloudfront.amazonaws.com'), {
        StringEquals: {
          'AWS:SourceArn': Stack.of(this).formatArn({
            service: 'cloudfront',
            region: '',
            account: Aws.ACCOUNT_ID,
            resource: 'distribution',
            resourceName: this.distribution.attrId,
          }),
        },
      });
  }
}
