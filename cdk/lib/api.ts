import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { clientVersionHeader } from '../../shared/src/contract/client-version.ts';
import { accept } from './accept.ts';
import type { Settings } from './settings.ts';

/** Ids, times and codes: no query, no address of the caller, no header. */
const accessLogLine = JSON.stringify({
  requestId: '$context.requestId',
  atMs: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  durationMs: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  answerBytes: '$context.responseLength',
  error: '$context.integrationErrorMessage',
});

/**
 * An HTTP API that hands every request to one function, but for figures, which the one that counts answers. Regional, since China has no edge-optimised endpoints, and
 * not a function URL, which China does not have either.
 */
export class Api extends Construct {
  readonly httpApi: HttpApi;
  /** The brand's own name, where it was given one. */
  readonly domain: DomainName | null;

  constructor(
    scope: Construct,
    id: string,
    props: {
      settings: Settings;
      handler: LambdaFunction;
      /** Answers what is below these paths instead. */
      figures: { handler: LambdaFunction; paths: readonly string[] };
    },
  ) {
    super(scope, id);
    const { settings, handler } = props;
    const { h5BaseUrl } = settings;
    this.domain = settings.domain
      ? new DomainName(this, 'Domain', {
          domainName: settings.domain.name,
          certificate: Certificate.fromCertificateArn(this, 'Certificate', settings.domain.certificateArn),
          securityPolicy: SecurityPolicy.TLS_1_2,
        })
      : null;

    this.httpApi = new HttpApi(this, 'HttpApi', {
      apiName: `jindian-${settings.stage}`,
      description: '近店接口 · The API of Jindian',
      createDefaultStage: false,
      // Nobody comes in by a name that has neither filing nor certificate of the brand's.
      disableExecuteApiEndpoint: this.domain !== null,
      defaultIntegration: new HttpLambdaIntegration('Integration', handler),
      ...(h5BaseUrl
        ? {
            corsPreflight: {
              allowOrigins: [h5BaseUrl],
              allowMethods: [
                CorsHttpMethod.GET,
                CorsHttpMethod.POST,
                CorsHttpMethod.PUT,
                CorsHttpMethod.PATCH,
                CorsHttpMethod.DELETE,
              ],
              allowHeaders: [
                'authorization',
                'content-type',
                'accept-language',
                'idempotency-key',
                clientVersionHeader,
              ],
              maxAge: Duration.hours(1),
            },
          }
        : {}),
    });

    const { figures } = props;
    const counting = new HttpLambdaIntegration('FiguresIntegration', figures.handler);
    for (const path of figures.paths)
      for (const below of [path, `${path}/{proxy+}`])
        this.httpApi.addRoutes({ path: below, methods: [HttpMethod.ANY], integration: counting });

    const accessLogs = new LogGroup(this, 'AccessLogs', {
      // Under this prefix, deliveries share one entry of the account's resource policy, which has a size limit.
      logGroupName: `/aws/vendedlogs/jindian/${settings.stage}/access`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      stageName: '$default',
      autoDeploy: true,
      ...(this.domain ? { domainMapping: { domainName: this.domain } } : {}),
      throttle: { rateLimit: settings.throttleRate, burstLimit: settings.throttleBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(accessLogLine),
      },
    });
    accept(this.httpApi, {
      'AwsSolutions-APIG4':
        'The function itself checks who is calling, by session tokens, assertions of the gateway, or the signature of WeChat Pay; what is public is public by the table of endpoints.',
    });
  }
}
