/** Conditions and filters as requests. */
export const OPERAND = (operator: string, type: string) =>
  `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;

export const NAME = { '#n': 'name' };
