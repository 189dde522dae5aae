import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import { businessWords } from './business.ts';
import { priceWords } from './goods/prices.ts';
import { productWords } from './goods/products.ts';
import { stockWords } from './goods/stock.ts';
import { transferWords } from './goods/transfers.ts';
import { windowWords } from './goods/window.ts';
import { differenceWords } from './money/differences.ts';
import { ledgerWords } from './money/ledger.ts';
import { monitorWords } from './money/monitors.ts';
import { refundWords } from './money/refunds.ts';
import { pageWords } from './pages.ts';
import { auditFieldWords } from './people/audit-fields.ts';
import { invitationWords } from './people/invitations.ts';
import { peopleWords } from './people/people.ts';
import { permissionWords } from './people/permissions.ts';
import { verifyWords } from './people/verify.ts';
import { gridWords } from './places/grids.ts';
import { placeWords } from './places/places.ts';
import { rolloutWords } from './places/rollout.ts';
import { policyWords } from './policies.ts';
import { searchWords } from './search.ts';
import { codeWords } from './selling/codes.ts';
import { holdWords } from './selling/holds.ts';
import { movingWords } from './selling/moving.ts';
import { pointsWords } from './selling/points.ts';
import { posterWords } from './selling/posters.ts';
import { promotionWords } from './selling/promotions.ts';
import { rateWords } from './selling/rates.ts';
import { segmentWords } from './selling/segments.ts';
import { sellerWords } from './selling/sellers.ts';
import { settlementWords } from './selling/settlement.ts';
import { tierWords } from './selling/tiers.ts';
import { touchWords } from './selling/touches.ts';
import { wecomWords } from './selling/wecom.ts';
import { withholdingWords } from './selling/withholding.ts';
import { ratingWords } from './serving/ratings.ts';
import { returnWords } from './serving/returns.ts';
import { servingWords } from './serving/serving.ts';
import { sourcingWords } from './serving/sourcing.ts';
import { bulkWords } from './work/bulk.ts';
import { workWords } from './work/work.ts';

const words = {
  ...pageWords,
  ...stockWords,
  ...transferWords,
  ...peopleWords,
  ...invitationWords,
  ...verifyWords,
  ...permissionWords,
  ...auditFieldWords,
  ...placeWords,
  ...gridWords,
  ...rolloutWords,
  ...businessWords,
  ...monitorWords,
  ...ledgerWords,
  ...refundWords,
  ...returnWords,
  ...servingWords,
  ...sourcingWords,
  ...priceWords,
  ...productWords,
  ...windowWords,
  ...policyWords,
  ...rateWords,
  ...codeWords,
  ...holdWords,
  ...ratingWords,
  ...settlementWords,
  ...withholdingWords,
  ...promotionWords,
  ...tierWords,
  ...segmentWords,
  ...touchWords,
  ...pointsWords,
  ...posterWords,
  ...movingWords,
  ...sellerWords,
  ...wecomWords,
  ...differenceWords,
  ...workWords,
  ...bulkWords,
  ...searchWords,
} as const satisfies Record<string, LocalizedText>;
export type Word = keyof typeof words;
export type WordParams = Record<string, string | number>;

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type IsOneOf<Some, All = Some> = Some extends All ? ([All] extends [Some] ? false : true) : never;
/** What a word that is known has to be told; of one of several, which they need is not known. */
export type Filling<W extends Word> =
  IsOneOf<W> extends true
    ? [params?: WordParams]
    : [Names<(typeof words)[W]['zh']>] extends [never]
      ? [params?: WordParams]
      : [params: Record<Names<(typeof words)[W]['zh']>, string | number>];

/** Everything the web view says, in both languages; a missing word, and a hole that is not filled, is a type error. */
export function say<W extends Word>(language: Language, word: W, ...[params = {}]: Filling<W>): string {
  return words[word][language].replace(/\{(\w+)\}/g, (_, name: string) =>
    String((params as WordParams)[name] ?? ''),
  );
}

/** A word that stands for a stable code of another module, e.g. `reason.no_stock`; the code itself where there is none. */
export function sayCode(language: Language, group: string, code: string): string {
  const word = `${group}.${code}`;
  return Object.hasOwn(words, word) ? words[word as Word][language] : code;
}
