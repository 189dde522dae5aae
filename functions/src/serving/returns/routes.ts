import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { Orders } from '../orders/service.ts';
import type { Returns } from './service.ts';

export function mountReturnRoutes(
  mount: Mount,
  returns: Returns,
  { queries }: Pick<Orders, 'queries'>,
): void {
  mount(endpoints.listOrderReturns, async ({ memberId, params }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? ok(await returns.ofOrder(found.value)) : found;
  });
  mount(endpoints.previewReturn, async ({ memberId, params, body }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? returns.preview(found.value, body) : found;
  });
  mount(endpoints.askReturn, async ({ memberId, params, body, command }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? returns.ask(found.value, body, command as CommandClaim) : found;
  });
  mount(endpoints.cancelReturn, async ({ memberId, params, command }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok
      ? returns.ofShopper(found.value, params.returnId, 'cancel', {}, command as CommandClaim)
      : found;
  });
  mount(endpoints.sendReturn, async ({ memberId, params, body, command }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok
      ? returns.ofShopper(found.value, params.returnId, 'send', { parcel: body }, command as CommandClaim)
      : found;
  });

  mount(endpoints.findCounterOrder, ({ params, body }) => returns.finding.find(params.locationId, body.text));
  mount(endpoints.listBranchReturns, async ({ params, query, principal }) => {
    const powers = await returns.powersAt(principal as Principal, params.locationId);
    return ok(await returns.finding.ofBranch(params.locationId, query, powers));
  });
  const actor = async (principal: Principal, locationId: string) => {
    const powers = await returns.powersAt(principal, locationId);
    return { memberId: principal.memberId, mayOverride: powers.decide, powers };
  };
  mount(endpoints.takeBack, async ({ params, body, principal, command }) =>
    returns.takeBack(
      params.locationId,
      body,
      await actor(principal as Principal, params.locationId),
      command as CommandClaim,
    ),
  );
  mount(endpoints.arriveReturn, async ({ params, principal, command }) =>
    returns.arrive(params, await actor(principal as Principal, params.locationId), command as CommandClaim),
  );
  mount(endpoints.receiveReturn, async ({ params, body, principal, command }) =>
    returns.receive(
      params.locationId,
      params,
      body.lines,
      await actor(principal as Principal, params.locationId),
      command as CommandClaim,
    ),
  );
  mount(endpoints.takeExchange, async ({ params, body, principal, command }) =>
    returns.exchanging.take(
      params.locationId,
      body,
      await actor(principal as Principal, params.locationId),
      command as CommandClaim,
    ),
  );
  mount(endpoints.completeExchange, async ({ params, body, principal, command }) =>
    returns.exchanging.complete(
      params.locationId,
      params,
      body,
      await actor(principal as Principal, params.locationId),
      command as CommandClaim,
    ),
  );
  mount(endpoints.callOffExchange, async ({ params, principal, command }) =>
    returns.exchanging.callOff(
      params,
      await actor(principal as Principal, params.locationId),
      command as CommandClaim,
    ),
  );
  mount(endpoints.takeBackBlind, ({ params, body, memberId, command }) =>
    returns.takeBackBlind(params.locationId, body, memberId, command as CommandClaim),
  );

  mount(endpoints.hqListReturns, async ({ query, reach, principal }) => {
    const powersOf = await returns.powersIn(principal as Principal);
    return ok(await returns.finding.inState(query, (made) => powersOf(made, reach)));
  });
  mount(endpoints.decideReturn, async ({ params, body, principal, reach, command }) => {
    const found = await returns.within(reach, params);
    if (!found.ok) return found;
    const who = principal as Principal;
    const { memberId, powers } = await actor(who, found.value.deskLocationId);
    const by = { actor: reach.whole ? ('hq' as const) : ('staff' as const), memberId, powers };
    return returns.decide(params, body, by, command as CommandClaim);
  });
  mount(endpoints.loseReturnParcel, async ({ params, body, principal, reach, command }) => {
    const found = await returns.within(reach, params);
    if (!found.ok) return found;
    const by = await actor(principal as Principal, found.value.deskLocationId);
    return returns.lose(params, body.reason, by, command as CommandClaim);
  });
}
