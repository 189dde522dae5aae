import { gtinCode, gtinOfLink } from './gs1-link.ts';
import { codeBodyOf, plainCode } from './printed-code.ts';

/**
 * Texts inside QR codes.
 * A code of ours is a plain link `https://<domain>/q/<code>`: WeChat opens the mini-program (its page gets
 * the link in `q`, URL-encoded), any other scanner the H5 page. A mini-program code carries the bare code as scene.
 * What somebody sent to others is `S.` and its id in the place of a code.
 * A pickup QR starts with `JDP1.`, that of a member's card with `JDM1.`. None holds personal data.
 */
/** Of an invitation, in a link, in a text message or typed: `IV` and ten characters that nobody guesses. */
export const invitationCodePattern = /^IV[0-9A-HJKMNP-TV-Z]{10}$/;
const invitationLinkPattern = /\/q\/invitation\?c=([0-9A-Z]{12})(?:[&#]|$)/;
const linkPattern = /\/q\/([^/?#\s]{6,64})(?:[/?#\s]|$)/i;
/** As `plainOldCode` makes it. */
export const printedCodePattern = /^[0-9A-Za-z](?:[0-9A-Za-z-]{0,118}[0-9A-Za-z])?$/;
const oldLinkPattern = /^https?:\/\/[^/\s]+\/\S+$/i;
/** Of a share: an id as wide as its time. */
const sharePattern = /^S\.([0-7][0-9A-HJKMNP-TV-Z]{25})$/i;
const barePattern = /^[0-9A-Za-z]{6,32}$/;

export type ScannedText =
  | { kind: 'code'; code: string }
  | { kind: 'invitation'; code: string }
  | { kind: 'share'; shareId: string }
  | { kind: 'pickup'; text: string }
  | { kind: 'member_card'; text: string }
  | { kind: 'hq_sign_in'; ticket: string }
  | { kind: 'desk_sign_in'; ticket: string }
  | { kind: 'unknown' };

export const pickupPrefix = 'JDP1.';
/** What a member shows at a counter. */
export const memberCardPrefix = 'JDM1.';
/** The barcode of it: the card's number and digits that rotate. */
export const cardBarcodePattern = /^\d{20}$/;
export const hqSignInPrefix = 'JDH1.';
export const deskSignInPrefix = 'JDD1.';

export function readScannedText(raw: string): ScannedText {
  const text = raw.trim();
  if (text.length > 2048) return { kind: 'unknown' };
  if (text.startsWith(pickupPrefix)) return { kind: 'pickup', text };
  if (text.startsWith(memberCardPrefix)) return { kind: 'member_card', text };
  if (text.startsWith(hqSignInPrefix))
    return { kind: 'hq_sign_in', ticket: text.slice(hqSignInPrefix.length) };
  if (text.startsWith(deskSignInPrefix))
    return { kind: 'desk_sign_in', ticket: text.slice(deskSignInPrefix.length) };
  const link = linkIn(text);
  const invited = invitationIn(link);
  if (invited) return { kind: 'invitation', code: invited };
  const named = linkPattern.exec(link)?.[1] ?? link;
  const shared = sharePattern.exec(named)?.[1];
  if (shared) return { kind: 'share', shareId: shared.toUpperCase() };
  // As it is, where it may be one of the system before, which knew capitals from others.
  if (barePattern.test(named)) return { kind: 'code', code: named };
  if (codeBodyOf(named)) return { kind: 'code', code: plainCode(named) };
  const gtin = gtinOfLink(link);
  if (gtin) return { kind: 'code', code: gtinCode(gtin) };
  // An address that was printed for the system before; who knows what it leads to is asked.
  const old = oldLinkPattern.test(text) ? plainOldCode(text) : '';
  if (old !== '') return { kind: 'code', code: old };
  return { kind: 'unknown' };
}

/** A link that a scanner encoded, once or twice, and whatever it wrote in wide characters. */
function linkIn(text: string): string {
  let link = text;
  for (let times = 0; times < 3 && /%[0-9A-F]{2}/i.test(link); times += 1) {
    const decoded = decodedWhole(link);
    if (decoded === link) break;
    link = decoded;
  }
  return link.normalize('NFKC').trim();
}

/** The digits under a pickup code as somebody types or says them, in whatever groups; null where it is something else. */
export function pickupDigitsOf(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{8}$/.test(digits) ? digits : null;
}

/** The code stands behind the path, which is what is written into logs of who came. */
export function invitationLink(publicBaseUrl: string, code: string): string {
  return `${publicBaseUrl.replace(/\/$/, '')}/q/invitation?c=${code}`;
}

/** As people type it: in any case, in groups. */
export function plainInvitationCode(text: string): string {
  return text.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
}

function invitationIn(text: string): string | null {
  const code = invitationLinkPattern.exec(text)?.[1] ?? plainInvitationCode(text);
  return invitationCodePattern.test(code) ? code : null;
}

/** What staff type into a computer at the counter: it leads to the desk, and says how to sign in. */
export function deskLink(publicBaseUrl: string): string {
  return `${publicBaseUrl.replace(/\/$/, '')}/desk`;
}

/** In the place of a code, in a link and as the scene of a mini-program code. */
export const shareText = (shareId: string) => `S.${shareId}`;

export function codeLink(publicBaseUrl: string, code: string): string {
  return `${publicBaseUrl.replace(/\/$/, '')}/q/${code}`;
}

/**
 * A code of the system before, as it is looked for: of an address what stands behind the domain, its signs joined by
 * hyphens, so that it can stand in a path of ours.
 */
export function plainOldCode(text: string): string {
  const trimmed = text.normalize('NFKC').trim().slice(0, 400);
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/]+\/?(.*)$/i.exec(trimmed)?.[1] ?? trimmed;
  return encodeURI(decodedAddress(path).replace(/\p{Surrogate}/gu, ''))
    .replace(/^\/*q\//, '')
    .replace(/[^0-9A-Za-z]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 120);
}

function decodedWhole(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodedAddress(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
