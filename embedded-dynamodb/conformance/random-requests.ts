/** Random requests over a small set of items, so that they meet each other: mostly sensible, some of them wrong. */
import type { AttributeMap, AttributeValue } from '../src/model.ts';
import { TABLE } from './table.ts';

export interface RandomRequest {
  operation: string;
  input: Record<string, unknown>;
}

type Random = () => number;

const PARTITIONS = ['a', '近', 'a/b'];
const SORTS = ['0', '1', '-1', '2.5', '10', '-20', '0.001'];
const TEXTS = ['', 'x', 'xy', '店铺', '~z', 'é'];
const NUMBERS = ['0', '1', '-3', '2.50', '1e3', '99999999999999999999', '0.1'];
const NAMES = ['n', 'm', 's', 'l', 'set', 'gp', 'gs', 'ls', 'flag'];

export class RequestMaker {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): RandomRequest {
    const make = this.#pick([
      () => this.#put(),
      () => this.#update(),
      () => this.#update(),
      () => this.#update(),
      () => this.#delete(),
      () => this.#get(),
      () => this.#query(),
      () => this.#query(),
      () => this.#indexQuery(),
      () => this.#scan(),
      () => this.#batchWrite(),
      () => this.#batchGet(),
      () => this.#transactWrite(),
      () => this.#transactWrite(),
      () => this.#transactGet(),
    ]);
    return make();
  }

  #pick<T>(options: readonly T[]): T {
    return options[Math.floor(this.#random() * options.length)]!;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #key(): AttributeMap {
    if (this.#chance(0.01)) return { pk: { S: '' }, sk: { N: '1' } };
    if (this.#chance(0.01)) return { pk: { S: 'a' } };
    if (this.#chance(0.01)) return { pk: { S: 'a' }, sk: { S: '1' } };
    return { pk: { S: this.#pick(PARTITIONS) }, sk: { N: this.#pick(SORTS) } };
  }

  #value(depth = 0): AttributeValue {
    const makers: (() => AttributeValue)[] = [
      () => ({ S: this.#pick(TEXTS) }),
      () => ({ N: this.#pick(NUMBERS) }),
      () => ({ N: this.#pick(NUMBERS) }),
      () => ({ BOOL: this.#chance(0.5) }),
      () => ({ NULL: true }),
      () => ({ SS: this.#pick([['a'], ['a', 'b'], ['b', 'c', 'd']]) }),
      () => ({ NS: this.#pick([['1'], ['1', '2'], ['2', '3.0']]) }),
      () => ({ B: this.#pick(['AA==', 'AQID', '']) }),
    ];
    if (depth < 2) {
      makers.push(
        () => ({ L: Array.from({ length: Math.floor(this.#random() * 4) }, () => this.#value(depth + 1)) }),
        () => ({ M: { a: this.#value(depth + 1), b: this.#value(depth + 1) } }),
      );
    }
    return this.#pick(makers)();
  }

  /** A value of the type that the attribute usually has, so that operations often succeed. */
  #valueFor(name: string): AttributeValue {
    if (this.#chance(0.1)) return this.#value();
    switch (name) {
      case 'n':
      case 'ls':
        return { N: this.#pick(NUMBERS) };
      case 'gp':
      case 'gs':
      case 's':
        return { S: this.#pick(['x', 'y', '店']) };
      case 'l':
        return { L: [this.#value(1), { N: '1' }, { S: 'last' }] };
      case 'm':
        return { M: { a: { N: '1' }, b: { L: [{ N: '2' }, { S: 'q' }, this.#value(2)] } } };
      case 'set':
        return { SS: this.#pick([['a'], ['a', 'b'], ['c']]) };
      default:
        return this.#value();
    }
  }

  #item(): AttributeMap {
    const item = this.#key();
    for (const name of NAMES) if (this.#chance(0.6)) item[name] = this.#valueFor(name);
    return item;
  }

  #path(): string {
    return this.#pick([
      'n',
      'm',
      's',
      'l',
      '#set',
      'gp',
      'm.a',
      'm.b',
      'm.b[0]',
      'm.b[1]',
      'l[0]',
      'l[1]',
      'l[2]',
      'l[7]',
      'absent',
    ]);
  }

  #condition(values: AttributeMap): string {
    const value = (): string => {
      const name = `:c${Object.keys(values).length}`;
      values[name] = this.#chance(0.6) ? this.#valueFor(this.#pick(['n', 's', 'set'])) : this.#value();
      return name;
    };
    const simple = this.#pick([
      () => `attribute_exists(${this.#path()})`,
      () => `attribute_not_exists(${this.#path()})`,
      () => `${this.#path()} ${this.#pick(['=', '<>', '<', '<=', '>', '>='])} ${value()}`,
      () => `${this.#path()} ${this.#pick(['=', '<'])} ${this.#path()}`,
      () => `contains(${this.#path()}, ${value()})`,
      () => `begins_with(${this.#path()}, ${value()})`,
      () => `size(${this.#path()}) ${this.#pick(['>', '='])} ${value()}`,
      () => `${this.#path()} IN (${value()}, ${value()})`,
      () => `${this.#path()} BETWEEN ${value()} AND ${value()}`,
      () => {
        const name = value();
        values[name] = { S: this.#pick(['S', 'N', 'L', 'M', 'SS', 'X']) };
        return `attribute_type(${this.#path()}, ${name})`;
      },
    ]);
    const roll = this.#random();
    if (roll < 0.6) return simple();
    if (roll < 0.8) return `${simple()} ${this.#pick(['AND', 'OR'])} ${simple()}`;
    if (roll < 0.9) return `NOT ${simple()}`;
    return `(${simple()} OR ${simple()}) AND NOT (${simple()})`;
  }

  #withCondition(request: Record<string, unknown>, chance: number): Record<string, unknown> {
    const values: AttributeMap = {};
    if (!this.#chance(chance)) return request;
    const condition = this.#condition(values);
    return {
      ...request,
      ConditionExpression: condition,
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      ...(condition.includes('#set') && { ExpressionAttributeNames: { '#set': 'set' } }),
      ...(this.#chance(0.5) && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    };
  }

  #putRequest(): Record<string, unknown> {
    return this.#withCondition({ TableName: TABLE, Item: this.#item() }, 0.4);
  }

  #deleteRequest(): Record<string, unknown> {
    return this.#withCondition({ TableName: TABLE, Key: this.#key() }, 0.5);
  }

  #updateRequest(): Record<string, unknown> {
    const values: AttributeMap = {};
    const literal = (value: AttributeValue): string => {
      const name = `:v${Object.keys(values).length}`;
      values[name] = value;
      return name;
    };
    const clauses: string[] = [];
    if (this.#chance(0.7)) {
      const sets = Array.from({ length: this.#chance(0.6) ? 1 : 2 }, () =>
        this.#pick([
          () => {
            const name = this.#pick(['n', 's', 'm', 'l', 'gp', 'gs', 'ls']);
            return `${name} = ${literal(this.#valueFor(name))}`;
          },
          () => `${this.#path()} = ${literal(this.#value())}`,
          () => `n = n ${this.#pick(['+', '-'])} ${literal({ N: this.#pick(NUMBERS) })}`,
          () => `n = if_not_exists(n, ${literal({ N: '5' })}) + ${literal({ N: '1' })}`,
          () => `l = list_append(l, ${literal({ L: [{ S: 'added' }] })})`,
          () => `s = ${this.#path()}`,
          () => `${this.#path()} = ${this.#path()}`,
        ])(),
      );
      clauses.push(`SET ${sets.join(', ')}`);
    }
    if (this.#chance(0.3)) {
      clauses.push(
        `REMOVE ${Array.from({ length: this.#chance(0.5) ? 1 : 2 }, () => this.#path()).join(', ')}`,
      );
    }
    if (this.#chance(0.25)) {
      clauses.push(
        `ADD ${this.#pick([() => `n ${literal({ N: this.#pick(NUMBERS) })}`, () => `#set ${literal({ SS: ['b', 'z'] })}`, () => `m.a ${literal({ N: '2' })}`])()}`,
      );
    }
    if (this.#chance(0.15))
      clauses.push(`DELETE #set ${literal({ SS: this.#pick([['a'], ['a', 'b', 'c']]) })}`);
    if (clauses.length === 0) clauses.push('SET s = if_not_exists(s, n)');
    const expression = clauses.join(' ');
    const condition = this.#chance(0.3) ? this.#condition(values) : undefined;
    return {
      TableName: TABLE,
      Key: this.#key(),
      UpdateExpression: expression,
      ...(condition && { ConditionExpression: condition }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      ...(`${expression}${condition}`.includes('#set') && { ExpressionAttributeNames: { '#set': 'set' } }),
      ...(this.#chance(0.3) && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    };
  }

  #put(): RandomRequest {
    const returned = this.#chance(0.3) ? { ReturnValues: 'ALL_OLD' } : {};
    return { operation: 'PutItem', input: { ...this.#putRequest(), ...returned } };
  }

  #update(): RandomRequest {
    const returned = this.#chance(0.6)
      ? { ReturnValues: this.#pick(['ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']) }
      : {};
    return { operation: 'UpdateItem', input: { ...this.#updateRequest(), ...returned } };
  }

  #delete(): RandomRequest {
    const returned = this.#chance(0.3) ? { ReturnValues: 'ALL_OLD' } : {};
    return { operation: 'DeleteItem', input: { ...this.#deleteRequest(), ...returned } };
  }

  #get(): RandomRequest {
    const projection = this.#chance(0.4)
      ? { ProjectionExpression: this.#pick(['n', 'm.a, l[0]', 'm.b[1], pk', 's, absent']) }
      : {};
    return {
      operation: 'GetItem',
      input: { TableName: TABLE, Key: this.#key(), ConsistentRead: true, ...projection },
    };
  }

  #query(): RandomRequest {
    const values: AttributeMap = { ':p': { S: this.#pick(PARTITIONS) } };
    const sort = this.#pick([
      '',
      ' AND sk = :a',
      ' AND sk < :a',
      ' AND sk >= :a',
      ' AND sk > :a',
      ' AND sk <= :a',
      ' AND sk BETWEEN :a AND :b',
    ]);
    if (sort) values[':a'] = { N: this.#pick(SORTS) };
    if (sort.includes(':b')) values[':b'] = { N: this.#pick(SORTS) };
    const filter = this.#chance(0.3) ? this.#condition(values) : undefined;
    return {
      operation: 'Query',
      input: {
        TableName: TABLE,
        ConsistentRead: true,
        KeyConditionExpression: `pk = :p${sort}`,
        ExpressionAttributeValues: values,
        ScanIndexForward: this.#chance(0.5),
        ...(filter && { FilterExpression: filter }),
        ...(filter?.includes('#set') && { ExpressionAttributeNames: { '#set': 'set' } }),
        ...(this.#chance(0.3) && { Limit: this.#pick([1, 2, 3]) }),
        ...(this.#chance(0.1) && { Select: 'COUNT' }),
      },
    };
  }

  #indexQuery(): RandomRequest {
    const index = this.#pick(['everything', 'some', 'local']);
    const values: AttributeMap =
      index === 'local'
        ? { ':p': { S: this.#pick(PARTITIONS) } }
        : { ':p': { S: this.#pick(['x', 'y', '店']) } };
    let condition = index === 'local' ? 'pk = :p' : 'gp = :p';
    if (index === 'everything' && this.#chance(0.5)) {
      condition += this.#pick([' AND begins_with(gs, :a)', ' AND gs > :a', ' AND gs <= :a']);
      values[':a'] = { S: this.#pick(['x', '店', 'y']) };
    }
    if (index === 'local' && this.#chance(0.5)) {
      condition += this.#pick([' AND ls > :a', ' AND ls <= :a']);
      values[':a'] = { N: this.#pick(NUMBERS) };
    }
    return {
      operation: 'Query',
      input: {
        TableName: TABLE,
        IndexName: index,
        KeyConditionExpression: condition,
        ExpressionAttributeValues: values,
        ...(this.#chance(0.2) && {
          Select: this.#pick(['ALL_ATTRIBUTES', 'COUNT', 'ALL_PROJECTED_ATTRIBUTES']),
        }),
      },
    };
  }

  #scan(): RandomRequest {
    const values: AttributeMap = {};
    const filter = this.#chance(0.6) ? this.#condition(values) : undefined;
    return {
      operation: 'Scan',
      input: {
        TableName: TABLE,
        ...(!filter && this.#chance(0.4) && { IndexName: 'some' }),
        ...(filter && { FilterExpression: filter }),
        ...(filter && Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
        ...(filter?.includes('#set') && { ExpressionAttributeNames: { '#set': 'set' } }),
      },
    };
  }

  #batchWrite(): RandomRequest {
    const requests = Array.from({ length: 1 + Math.floor(this.#random() * 4) }, () =>
      this.#chance(0.6) ? { PutRequest: { Item: this.#item() } } : { DeleteRequest: { Key: this.#key() } },
    );
    return { operation: 'BatchWriteItem', input: { RequestItems: { [TABLE]: requests } } };
  }

  #batchGet(): RandomRequest {
    const keys = Array.from({ length: 1 + Math.floor(this.#random() * 3) }, () => this.#key());
    return {
      operation: 'BatchGetItem',
      input: { RequestItems: { [TABLE]: { Keys: keys, ConsistentRead: true } } },
    };
  }

  #transactWrite(): RandomRequest {
    const actions = Array.from({ length: 1 + Math.floor(this.#random() * 4) }, () =>
      this.#pick([
        () => ({ Put: this.#putRequest() }),
        () => ({ Update: this.#updateRequest() }),
        () => ({ Delete: this.#deleteRequest() }),
        () => ({ ConditionCheck: this.#withCondition({ TableName: TABLE, Key: this.#key() }, 1) }),
      ])(),
    );
    return { operation: 'TransactWriteItems', input: { TransactItems: actions } };
  }

  #transactGet(): RandomRequest {
    const gets = Array.from({ length: 1 + Math.floor(this.#random() * 3) }, () => ({
      Get: {
        TableName: TABLE,
        Key: this.#key(),
        ...(this.#chance(0.3) && { ProjectionExpression: 'n, m.a' }),
      },
    }));
    return { operation: 'TransactGetItems', input: { TransactItems: gets } };
  }
}
