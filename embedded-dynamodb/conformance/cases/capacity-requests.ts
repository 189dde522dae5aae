/** Requests whose cost cases look at. */
export const none = { ReadCapacityUnits: undefined, WriteCapacityUnits: undefined };
export const indexes = { ReturnConsumedCapacity: 'INDEXES' };
