import { Entity as ToolboxEntity } from 'dynamodb-toolbox/entity';

/** Every kind of item that something on the table has declared, by its name. */
const kindsOnTables = new WeakMap<object, Map<string, ToolboxEntity>>();

/**
 * dynamodb-toolbox's entity, noted with its table: what a release stores can only be compared with the one before
 * (`scripts/migrate-check.ts`) when it is known as a whole.
 */
class NotedEntity extends (ToolboxEntity as new (given: { name: string; table: object }) => object) {
  constructor(given: { name: string; table: object }) {
    super(given);
    const kinds = kindsOnTables.get(given.table) ?? new Map<string, ToolboxEntity>();
    kinds.set(given.name, this as unknown as ToolboxEntity);
    kindsOnTables.set(given.table, kinds);
  }
}

/** The same types as the library's: what is read and written is typed by the schema that is given. */
export const Entity = NotedEntity as unknown as typeof ToolboxEntity;

export function kindsOn(table: object): ReadonlyMap<string, ToolboxEntity> {
  return kindsOnTables.get(table) ?? new Map();
}
