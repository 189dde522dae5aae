import { join } from 'node:path';
import type { Permission } from './permissions.ts';

/** The account that the templates are read for. */
export const account = '000000000000';

type Resource = { Type: string; Properties: Record<string, unknown> };
export type Template = {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
};

export type DeployedFunction = {
  name: string;
  codeFolder: string;
  handler: string;
  timeoutS: number;
  memoryMb: number;
  reservedConcurrency: number | null;
  environment: Record<string, string>;
  permissions: Permission[];
};

export type Deployment = {
  functions: DeployedFunction[];
  queues: {
    name: string;
    visibilityTimeoutS: number;
    deadLetterQueue?: string;
    maxReceiveCount?: number;
  }[];
  sqs: {
    queue: string;
    functionName: string;
    batchSize: number;
    maxConcurrency: number | null;
    reportsFailures: boolean;
  }[];
  streams: {
    functionName: string;
    batchSize: number;
    windowS: number;
    filters: string[];
    bisects: boolean;
    reportsFailures: boolean;
    maxRetries: number;
    maxRecordAgeS: number;
  }[];
  schedules: { functionName: string; everyMinutes: number }[];
  /** The function behind the HTTP API. */
  apiFunction: string;
  /** Routes of it that another function answers, by what they begin with. */
  routes: { path: string; functionName: string }[];
};

const nameProperties = ['FunctionName', 'QueueName', 'TableName', 'BucketName', 'Name'];
/** A day, as the stream keeps records. */
const streamKeepsS = 86_400;

/**
 * What the synthesised templates deploy, as far as it runs: so that what is started here has the timeouts, limits,
 * filters, variables and rights that CloudFormation would give it, and no second list of them is kept.
 */
export function readTemplates(
  templates: readonly Template[],
  options: { region: string; assetsFolder: string },
): Deployment {
  const { region } = options;
  const pseudo: Record<string, string> = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': region.startsWith('cn-') ? 'aws-cn' : 'aws',
    'AWS::URLSuffix': region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  const found = <T>(map: Map<string, T>, name: string): T => {
    const value = map.get(name);
    if (value === undefined) throw new Error(`the templates have no ${name}`);
    return value;
  };
  const resources = new Map(templates.flatMap(({ Resources }) => Object.entries(Resources)));
  const exports = new Map(
    templates.flatMap(({ Outputs = {} }) =>
      Object.values(Outputs).flatMap(({ Value, Export }) => (Export ? [[Export.Name, Value] as const] : [])),
    ),
  );

  function nameOf(logicalId: string): string {
    const { Properties } = found(resources, logicalId);
    const given = nameProperties.map((name) => Properties[name]).find((name) => name !== undefined);
    return given === undefined ? logicalId : textOf(given);
  }
  function arnOf(logicalId: string): string {
    const [, service = ''] = found(resources, logicalId).Type.split('::');
    const name = nameOf(logicalId);
    const what =
      service === 'DynamoDB'
        ? `table/${name}`
        : service === 'SecretsManager'
          ? `secret:${name}-AbCdEf`
          : name;
    return `arn:${pseudo['AWS::Partition']}:${service.toLowerCase()}:${region}:${account}:${what}`;
  }

  /** What CloudFormation would make of a value. */
  function textOf(value: unknown): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    const [[kind, given] = []] = Object.entries((value ?? {}) as Record<string, unknown>);
    if (kind === 'Ref') {
      const id = String(given);
      if (id in pseudo) return pseudo[id] as string;
      return found(resources, id).Type === 'AWS::SecretsManager::Secret' ? arnOf(id) : nameOf(id);
    }
    if (kind === 'Fn::GetAtt') {
      const [id, attribute] = given as [string, string];
      return attribute === 'Arn' ? arnOf(id) : `${arnOf(id)}/${attribute}`;
    }
    if (kind === 'Fn::ImportValue') return textOf(found(exports, String(given)));
    if (kind === 'Fn::Join') {
      const [between, parts] = given as [string, unknown[]];
      return parts.map(textOf).join(between);
    }
    if (kind === 'Fn::Sub' && typeof given === 'string')
      return given.replace(/\$\{([^}]+)\}/g, (_, id: string) => textOf({ Ref: id }));
    throw new Error(`${JSON.stringify(value)} is not understood here`);
  }
  const listOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(textOf);

  function ofType(type: string): [string, Record<string, unknown>][] {
    return [...resources].flatMap(([id, { Type, Properties }]) => (Type === type ? [[id, Properties]] : []));
  }
  const functionIds = new Map(ofType('AWS::Lambda::Function').map(([id]) => [arnOf(id), nameOf(id)]));
  const queueNames = new Map(ofType('AWS::SQS::Queue').map(([id]) => [arnOf(id), nameOf(id)]));

  function permissionsOf(roleName: string): Permission[] {
    type Statement = {
      Effect: string;
      Action: unknown;
      Resource: unknown;
      Condition?: Record<string, unknown>;
    };
    return ofType('AWS::IAM::Policy')
      .filter(([, { Roles }]) => listOf(Roles).includes(roleName))
      .flatMap(([, { PolicyDocument }]) => (PolicyDocument as { Statement: Statement[] }).Statement)
      .map(({ Effect, Action, Resource, Condition = {} }) => {
        if (Effect !== 'Allow') throw new Error('only what is allowed is understood here');
        const { 'ForAllValues:StringLike': like, ...others } = Condition;
        if (Object.keys(others).length > 0)
          throw new Error(`${JSON.stringify(Condition)} is not understood here`);
        const leadingKeys = (like as Record<string, unknown> | undefined)?.['dynamodb:LeadingKeys'];
        return {
          actions: listOf(Action),
          resources: listOf(Resource),
          leadingKeys: leadingKeys === undefined ? null : listOf(leadingKeys),
        };
      });
  }

  const functions = ofType('AWS::Lambda::Function').map(([id, properties]): DeployedFunction => {
    const { S3Key } = properties.Code as { S3Key: unknown };
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    const [roleId] = (properties.Role as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
    return {
      name: nameOf(id),
      codeFolder: join(options.assetsFolder, `asset.${textOf(S3Key).replace(/\.zip$/, '')}`),
      handler: textOf(properties.Handler),
      timeoutS: Number(properties.Timeout ?? 3),
      memoryMb: Number(properties.MemorySize ?? 128),
      reservedConcurrency:
        properties.ReservedConcurrentExecutions === undefined
          ? null
          : Number(properties.ReservedConcurrentExecutions),
      environment: Object.fromEntries(
        Object.entries(Variables).map(([name, value]) => [name, textOf(value)]),
      ),
      permissions: permissionsOf(nameOf(roleId)),
    };
  });

  const mappings = ofType('AWS::Lambda::EventSourceMapping').map(([, properties]) => ({
    properties,
    source: textOf(properties.EventSourceArn),
    functionName: textOf(properties.FunctionName),
    reportsFailures: ((properties.FunctionResponseTypes ?? []) as string[]).includes(
      'ReportBatchItemFailures',
    ),
  }));
  const fromQueues = mappings.filter(({ source }) => queueNames.has(source));
  const fromStream = mappings.filter(({ source }) => source.endsWith('/StreamArn'));
  if (fromQueues.length + fromStream.length < mappings.length)
    throw new Error('there is an event source that is neither a queue nor the stream');

  const integrations = new Map(
    ofType('AWS::ApiGatewayV2::Integration').map(([id, { IntegrationUri }]) => [
      id,
      found(functionIds, textOf(IntegrationUri)),
    ]),
  );
  const routes = ofType('AWS::ApiGatewayV2::Route').map(([, { RouteKey, Target }]) => {
    const [, id = ''] = /^integrations\/(\w+)$/.exec(textOf(Target)) ?? [];
    return { key: textOf(RouteKey), functionName: found(integrations, id) };
  });
  return {
    functions,
    queues: ofType('AWS::SQS::Queue').map(([id, { VisibilityTimeout = 30, RedrivePolicy }]) => {
      const redrive = RedrivePolicy as { deadLetterTargetArn: unknown; maxReceiveCount: number } | undefined;
      return {
        name: nameOf(id),
        visibilityTimeoutS: Number(VisibilityTimeout),
        ...(redrive
          ? {
              deadLetterQueue: found(queueNames, textOf(redrive.deadLetterTargetArn)),
              maxReceiveCount: redrive.maxReceiveCount,
            }
          : {}),
      };
    }),
    sqs: fromQueues.map(({ properties, source, functionName, reportsFailures }) => {
      const { MaximumConcurrency } = (properties.ScalingConfig ?? {}) as { MaximumConcurrency?: number };
      return {
        queue: found(queueNames, source),
        functionName,
        batchSize: Number(properties.BatchSize ?? 10),
        maxConcurrency: MaximumConcurrency ?? null,
        reportsFailures,
      };
    }),
    streams: fromStream.map(({ properties, functionName, reportsFailures }) => {
      const { Filters = [] } = (properties.FilterCriteria ?? {}) as { Filters?: { Pattern: string }[] };
      const ageS = Number(properties.MaximumRecordAgeInSeconds ?? -1);
      return {
        functionName,
        batchSize: Number(properties.BatchSize ?? 100),
        windowS: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
        filters: Filters.map(({ Pattern }) => Pattern),
        bisects: properties.BisectBatchOnFunctionError === true,
        reportsFailures,
        maxRetries: Number(properties.MaximumRetryAttempts ?? -1),
        maxRecordAgeS: ageS < 0 ? streamKeepsS : ageS,
      };
    }),
    schedules: ofType('AWS::Events::Rule').flatMap(([, { ScheduleExpression, Targets }]) => {
      const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(textOf(ScheduleExpression)) ?? [];
      if (!minutes) throw new Error(`${textOf(ScheduleExpression)} is not understood here`);
      return (Targets as { Arn: unknown }[]).map(({ Arn }) => ({
        functionName: found(functionIds, textOf(Arn)),
        everyMinutes: Number(minutes),
      }));
    }),
    apiFunction: found(new Map(routes.map(({ key, functionName }) => [key, functionName])), '$default'),
    routes: routes.flatMap(({ key, functionName }) => {
      const [, path] = /^ANY (\/[\w/-]+)$/.exec(key) ?? [];
      return path ? [{ path, functionName }] : [];
    }),
  };
}
