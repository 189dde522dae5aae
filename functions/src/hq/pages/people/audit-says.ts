import type { AuditedAct } from '@jindian/shared/contract/people/audit';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import type { Visit } from '../../visit.ts';

/** Words of values, by the name of their field; the first group that has one. */
const groupsOfField: Readonly<Record<string, readonly string[]>> = {
  role: ['role'],
  status: ['status', 'productStatus'],
  missing: ['placeGap'],
  ability: ['ability'],
  subject: ['bulkSubject'],
  abilities: ['ability'],
  mode: ['sharing'],
  condition: ['broughtBack'],
  settlement: ['differenceAct'],
  kind: ['scopeKind', 'importKind'],
  kinds: ['locationKind'],
  fields: ['auditField'],
  queue: ['lane'],
  handler: ['doing'],
  due: ['doing'],
  channels: ['channel'],
  from: ['candidates'],
  type: ['filter', 'action'],
  by: ['sort'],
  otherwise: ['otherwise'],
  ownership: ['ownership'],
  seller: ['auditSide'],
  side: ['auditSide'],
  of: ['auditPriceOf'],
  policy: ['auditPricePolicy'],
  individual: ['withholdingWay'],
  months: ['withholdingMonth'],
  ground: ['posterGround'],
  route: ['payeeRoute'],
  payeeKind: ['payeeKind'],
};

/** What is called the same in several acts: the most particular act counts. */
const groupsOfAct: readonly (readonly [act: string, field: string, group: string])[] = [
  ['stop.', 'kind', 'stopKind'],
  ['stop.', 'channel', 'stopChannel'],
  ['code.', 'kind', 'codeKind'],
  ['scene.', 'kind', 'sceneKind'],
  ['scene.', 'channel', 'channelKind'],
  ['bulk.', 'kind', 'locationKind'],
  ['bulk.', 'needs', 'ability'],
  ['bulk.', 'branchesOf', 'ownership'],
  ['location.', 'kind', 'locationKind'],
  ['location.', 'to', 'status'],
  ['picture.', 'kind', 'pictureSource'],
  ['product.', 'status', 'productStatus'],
  ['product.', 'tracking', 'tracking'],
  ['product.', 'needs', 'ability'],
  ['product.', 'branchesOf', 'ownership'],
  ['fulfilment.delivery', 'act', 'deliveryAct'],
  ['fulfilment.delivery', 'reason', 'deliveryFailure'],
  ['refund.', 'act', 'refundAct'],
  ['return.', 'state', 'returnState'],
  ['return.', 'reason', 'returnReason'],
  ['return.', 'disposition', 'disposition'],
  ['exchange.', 'state', 'exchangeState'],
  ['exchange.', 'reason', 'returnReason'],
  ['exchange.', 'disposition', 'disposition'],
  ['exchange.', 'how', 'differenceSettled'],
  ['order.refund', 'ground', 'refundGround'],
  ['refund.', 'ground', 'refundGround'],
  ['invitation.', 'state', 'invitationState'],
  ['invitation.verify', 'verification', 'verificationKind'],
  ['member.verify', 'verification', 'verificationKind'],
  ['order.note', 'kind', 'noteKind'],
  ['rating.', 'act', 'ratingAct'],
  ['segment.', 'kind', 'segmentKind'],
  ['policy.publish', 'exemption', 'returnExemption'],
  ['policy.publish', 'approval', 'returnApproval'],
  ['policy.publish', 'pickupCountsAs', 'returnMode'],
  ['policy.publish', 'freightBearer', 'returnFreight'],
  ['rating.', 'state', 'ratingState'],
  ['order.', 'state', 'orderState'],
  ['seller.', 'act', 'sellerAct'],
  ['seller.', 'kind', 'sellerKind'],
  ['seller.customers_move', 'to', 'customersGoTo'],
  ['payee.', 'kind', 'payeeKind'],
  ['settlement.', 'state', 'runState'],
  ['payout.', 'state', 'payoutState'],
  ['fulfilment.', 'state', 'fulfilmentState'],
  ['refund.', 'state', 'refundState'],
  ['difference.', 'state', 'differenceState'],
];

const settingNames = new Map(
  Object.values(settingsAreas).flatMap(({ fields }) =>
    Object.entries(fields).map(([name, field]) => [name, field.name] as const),
  ),
);

/** What a field of a record is called: as the forms that fill it in have it. */
export function fieldWord(visit: Pick<Visit, 'code' | 'language'>, name: string): string {
  return settingNames.get(name)?.[visit.language] ?? visit.code('auditField', name);
}

/** What a text means that is one of a few; what people typed stays as it is. */
export function valueWord(visit: Pick<Visit, 'code'>, act: AuditedAct, field: string, value: string): string {
  const ofAct = groupsOfAct.filter(([of, named]) => named === field && act.startsWith(of));
  const groups = ofAct.length > 0 ? ofAct.map(([, , group]) => group) : (groupsOfField[field] ?? []);
  for (const group of groups) {
    const word = visit.code(group, value);
    if (word !== value) return word;
  }
  return value;
}

/** Policies by their names, everything else by its id. */
export function targetWord(visit: Pick<Visit, 'code' | 'language'>, kind: string, id: string): string {
  if (kind !== 'policy' && kind !== 'name') return id;
  const area = Object.entries(settingsAreas).find(([name]) => id === `settings-${name}`)?.[1];
  return area?.title[visit.language] ?? visit.code('auditPolicy', id);
}
