const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A unified social credit code (统一社会信用代码): 17 characters and a check character. Source: GB 32100-2015. */
export function isCreditCode(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return false;
  let sum = 0;
  for (let place = 0; place < 17; place += 1)
    sum += characters.indexOf(code.charAt(place)) * (3 ** place % 31);
  return characters.charAt((31 - (sum % 31)) % 31) === code.charAt(17);
}
