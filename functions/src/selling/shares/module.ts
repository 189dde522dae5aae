import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { baseOf } from '@jindian/shared/events/parts';
import type { Mount } from '../../platform/http/mount.ts';
import type { Module } from '../../platform/module.ts';
import { hears } from '../../platform/outbox.ts';
import { answerWith, fail, ok } from '../../platform/result.ts';
import type { Posters } from '../codes/posters/service.ts';
import { ownFen } from '../commission/caps/cut.ts';
import type { Shares } from './service.ts';

/** Whose share it is sees of an order what they earn by it, and not what it pays a branch or who brought them. */
export function sharesModule(shares: Shares, posters: Pick<Posters, 'askShare' | 'own'>): Module {
  return {
    name: 'selling/shares',
    items: ['Share', 'Sharer', 'ShareVisitor', 'ShareOrder', 'ShareCount'],
    routes: (mount) => mountShareRoutes(mount, shares, posters),
    events: [
      hears({
        name: 'shares: order paid',
        queue: 'books',
        types: ['order.paid'],
        async handle({ data: { orderId, attribution } }) {
          if (!attribution) return;
          const commissionFen = ownFen(attribution);
          await shares.count(orderId, { kind: 'paid', salesFen: attribution.baseFen, commissionFen });
        },
      }),
      hears({
        name: 'shares: refund arrived',
        queue: 'books',
        types: ['refund.succeeded'],
        async handle({ data: { orderId, refundId, attribution, commission } }) {
          if (!attribution) return;
          const salesFen = baseOf(commission.byLine);
          const commissionFen = ownFen(commission);
          await shares.count(orderId, { kind: 'refund', refundId, salesFen, commissionFen });
        },
      }),
      hears({
        name: 'shares: order refunded',
        queue: 'books',
        types: ['order.refunded'],
        async handle({ data: { orderId, attribution } }) {
          if (attribution) await shares.count(orderId, { kind: 'over' });
        },
      }),
    ],
  };
}

export function mountShareRoutes(
  mount: Mount,
  shares: Shares,
  posters: Pick<Posters, 'askShare' | 'own'>,
): void {
  mount(endpoints.makeShare, async ({ body, memberId, command }) =>
    command ? shares.make(memberId, body, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.readShare, ({ params }) => shares.read(params.shareId));
  mount(endpoints.openShare, async ({ params, memberId, command }) =>
    command ? shares.open(memberId, params.shareId, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.listMyShares, async ({ memberId, query }) => ok(await shares.list(memberId, query)));
  mount(endpoints.makeSharePoster, async ({ params, body, memberId }) =>
    answerWith(await posters.askShare(memberId, params.shareId, body.language), ({ id, state }) => ({
      id,
      state,
    })),
  );
  mount(endpoints.getSharePoster, ({ params, memberId }) => posters.own(params.posterJobId, memberId));
}
