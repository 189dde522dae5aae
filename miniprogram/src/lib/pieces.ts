/** How many pieces there are of all lines together: what every "{count} items" of an order counts, on every screen. */
export const piecesOf = (lines: readonly { quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);
