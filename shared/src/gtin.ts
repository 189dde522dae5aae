/** The last digit of an EAN-13, from the 12 before it (GS1 General Specifications, section 7.9). */
export function ean13CheckDigit(firstTwelveDigits: string): number {
  let sum = 0;
  for (let index = 0; index < 12; index += 1) {
    sum += Number(firstTwelveDigits[index]) * (index % 2 === 0 ? 1 : 3);
  }
  return (10 - (sum % 10)) % 10;
}

/** The length that each form of GTIN has; UPC-A is an EAN-13 with a zero before it. */
const gtinLengths = [8, 12, 13, 14];

/** Whether digits are an EAN-8, UPC-A, EAN-13 or GTIN-14 with the check digit that belongs to them. */
export function isGtin(digits: string): boolean {
  if (!/^\d+$/.test(digits) || !gtinLengths.includes(digits.length)) return false;
  const padded = digits.padStart(14, '0');
  let sum = 0;
  for (let index = 0; index < 13; index += 1) sum += Number(padded[index]) * (index % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10 === Number(padded[13]);
}
