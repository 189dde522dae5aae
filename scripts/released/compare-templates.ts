/** What a deployment of these templates over those would take away or cannot do in one step. */
type Resource = { Type: string; Properties?: Record<string, unknown> };
export type TemplateText = {
  Resources?: Record<string, Resource>;
  Outputs?: Record<string, { Export?: unknown }>;
};

/** What keeps people's things: never another one under the same name, and never none. */
const keeping = new Set(['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret']);
/** Changed, CloudFormation makes another resource. */
const replacing: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Lambda::EventSourceMapping': ['EventSourceArn'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
};

type Index = { IndexName: string };
const indexesOf = (resource: Resource) =>
  new Map(
    ((resource.Properties?.GlobalSecondaryIndexes ?? []) as Index[]).map((one) => [
      one.IndexName,
      JSON.stringify(one),
    ]),
  );

export function compareTemplates(before: TemplateText, after: TemplateText): string[] {
  const problems: string[] = [];
  for (const [id, old] of Object.entries(before.Resources ?? {})) {
    const now = after.Resources?.[id];
    if (!now || now.Type !== old.Type) {
      if (keeping.has(old.Type)) problems.push(`${id} (${old.Type}) is taken out of the stack`);
      continue;
    }
    for (const property of replacing[old.Type] ?? [])
      if (JSON.stringify(old.Properties?.[property]) !== JSON.stringify(now.Properties?.[property]))
        problems.push(`${id} (${old.Type}) is replaced: ${property} is another`);
    if (old.Type !== 'AWS::DynamoDB::Table') continue;
    const [indexes, indexesNow] = [indexesOf(old), indexesOf(now)];
    const names = new Set([...indexes.keys(), ...indexesNow.keys()]);
    const changed = [...names].filter((name) => indexes.get(name) !== indexesNow.get(name));
    const remade = changed.filter((name) => indexes.has(name) && indexesNow.has(name));
    for (const name of remade)
      problems.push(`${id}: index ${name} is another, and is empty until it is made anew`);
    if (changed.length > 1)
      problems.push(`${id}: ${changed.join(', ')} change at once, and DynamoDB changes one index at a time`);
  }
  for (const [name, { Export }] of Object.entries(before.Outputs ?? {}))
    if (Export && !after.Outputs?.[name]?.Export)
      problems.push(`the export of ${name} is gone: a stack that uses it cannot be deployed first`);
  return problems;
}
