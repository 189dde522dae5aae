import { expect, test } from 'vitest';
import { type ApiDocument, compareApis } from '../../../scripts/released/compare-api.ts';
import { compareTemplates } from '../../../scripts/released/compare-templates.ts';

type Fields = { required?: string[]; properties: Record<string, object> };
const api = (body: Fields, answer: Fields, parameters: object[] = []) =>
  ({
    paths: {
      '/v1/orders': {
        post: {
          parameters,
          requestBody: { required: true, content: { 'application/json': { schema: body } } },
          responses: {
            '201': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
          },
        },
      },
    },
    components: { schemas: { Order: { type: 'object', ...answer } } },
  }) as ApiDocument;
const state = (...values: string[]) => ({ type: 'string', enum: values });
const body = { required: ['id'], properties: { id: { type: 'string' }, way: state('pickup', 'delivery') } };
const answer = {
  required: ['state'],
  properties: {
    state: state('paid', 'cancelled'),
    lines: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
    parent: { $ref: '#/components/schemas/Order' },
  },
};
const old = api(body, answer);

test('what may be left out, or is said in addition, breaks nobody', () => {
  const more = api(
    { ...body, properties: { ...body.properties, way: state('pickup', 'delivery', 'post'), note: {} } },
    { required: ['state', 'at'], properties: { ...answer.properties, at: { type: 'integer' } } },
    [{ in: 'query', name: 'limit' }],
  );
  more.paths!['/v1/more'] = {};
  expect(compareApis(old, old)).toEqual([]);
  expect(compareApis(old, more)).toEqual([]);
});

test.each<[string, ApiDocument, string]>([
  ['a call that is gone', { paths: {} }, 'POST /v1/orders is gone'],
  ['another field to be sent', api({ ...body, required: ['id', 'way'] }, answer), '.way must be sent now'],
  [
    'a header to be sent',
    api(body, answer, [{ in: 'header', name: 'x-client', required: true }]),
    'header x-client must be sent now',
  ],
  [
    'a value that is not taken any more',
    api({ ...body, properties: { ...body.properties, way: state('pickup') } }, answer),
    '"delivery" is not taken any more',
  ],
  [
    'a value in an answer that nobody knows',
    api(body, { ...answer, properties: { ...answer.properties, state: state('paid', 'cancelled', 'lost') } }),
    '"lost" is answered, and nobody knows it',
  ],
  ['an answer that may lack something', api(body, { ...answer, required: [] }), '.state may be missing now'],
  [
    'another type deep inside',
    api(body, {
      ...answer,
      properties: {
        ...answer.properties,
        lines: { type: 'array', items: { type: 'object', properties: { n: { type: 'string' } } } },
      },
    }),
    '.lines[].n: is string and was integer',
  ],
  [
    'a field that is gone from an answer',
    api(body, { ...answer, properties: { state: answer.properties.state } }),
    '.lines is gone',
  ],
])('%s breaks who calls by the released description', (_, changed, says) => {
  expect(compareApis(old, changed).join('\n')).toContain(says);
});

test('templates that replace what keeps things, change two indexes or drop an export are told', () => {
  const index = (IndexName: string, ProjectionType = 'KEYS_ONLY') => ({
    IndexName,
    Projection: { ProjectionType },
  });
  const table = (TableName: string, ...indexes: object[]) => ({
    Type: 'AWS::DynamoDB::Table',
    Properties: { TableName, GlobalSecondaryIndexes: indexes },
  });
  const before = {
    Resources: { Table: table('jindian', index('gsi1')), Role: { Type: 'AWS::IAM::Role' } },
    Outputs: { Arn: { Export: { Name: 'arn' } }, Told: {} },
  };
  const after = (Table?: ReturnType<typeof table>, Outputs: object = before.Outputs) => ({
    Resources: Table ? { Table } : {},
    Outputs: Outputs as typeof before.Outputs,
  });
  expect(compareTemplates(before, after(table('jindian', index('gsi1'), index('gsi2'))))).toEqual([]);
  const told = (now: Parameters<typeof compareTemplates>[1]) => compareTemplates(before, now).join('\n');
  expect(told(after())).toContain('taken out of the stack');
  expect(told(after(table('other', index('gsi1'))))).toContain('TableName is another');
  expect(told(after(table('jindian', index('gsi1'), index('gsi2'), index('gsi3'))))).toContain(
    'one index at a time',
  );
  expect(told(after(table('jindian', index('gsi1', 'ALL'))))).toContain('gsi1 is another');
  expect(told(after(table('jindian', index('gsi1')), {}))).toContain('export of Arn is gone');
});
