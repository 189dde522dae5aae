/**
 * What was scanned, on its way from the page that scanned it to the page that deals with it. It never goes through a
 * route: pickup codes and sign-in tickets do not belong into addresses and histories.
 */
let held: string | null = null;

export function passScanned(text: string): void {
  held = text;
}

/** Gives it once. */
export function takeScanned(): string | null {
  const text = held;
  held = null;
  return text;
}
