import type { Disposition, ReceivedLines } from '@jindian/shared/contract/serving/returns';

/** What a clerk says of one line. */
export type Said = { quantity: number; disposition: Disposition; serials: string };

/** As they are sent: those of which something came in, with the numbers apart. */
export function receivedLines(said: Readonly<Record<string, Said>>): ReceivedLines {
  return Object.entries(said).flatMap(([lineId, { quantity, disposition, serials }]) =>
    quantity > 0
      ? [
          {
            lineId,
            quantity,
            disposition,
            serials: serials.split(/[\s,，;；]+/).filter((serial) => serial !== ''),
          },
        ]
      : [],
  );
}
