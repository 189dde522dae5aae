import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { ApiApp } from '../../platform/http/app.ts';
import type { Mount } from '../../platform/http/mount.ts';
import { problemResponse } from '../../platform/http/problem.ts';
import { ok } from '../../platform/result.ts';
import { dealerPayee } from './payees/accounts.ts';
import { type Settlement, transferNotifyPath } from './service.ts';

export function mountSettlementRoutes(mount: Mount, app: ApiApp, settlement: Settlement): void {
  const { runs, statements, payees, payouts, files, wechat } = settlement;

  mount(endpoints.hqListSettlementRuns, async ({ query }) => ok(await runs.page(query)));
  mount(endpoints.hqStartSettlementRun, ({ memberId }) => runs.start(memberId));
  mount(endpoints.hqGetSettlementRun, ({ params }) => runs.view(params.runId));
  mount(endpoints.hqApproveSettlementRun, ({ params, memberId }) => runs.approve(params.runId, memberId));
  mount(endpoints.hqDropSettlementRun, ({ params }) => runs.drop(params.runId));
  mount(endpoints.hqGoOnWithSettlementRun, ({ params }) => runs.goOn(params.runId));
  mount(endpoints.hqListPayeeStatements, async ({ params, query }) =>
    ok(await statements.ofRun(params.runId, query)),
  );
  mount(endpoints.hqGetPayeeStatement, ({ params }) => statements.one(params.payeeId, params.runId));

  mount(endpoints.hqListPayees, ({ query: { owing, ...page } }) =>
    payees.page({ ...page, owing: owing !== undefined }),
  );
  mount(endpoints.hqGetPayee, ({ params }) => payees.view(params.payeeId));
  mount(endpoints.hqSetPayeeTerms, ({ params, body, memberId }) =>
    payees.setTerms(params.payeeId, body, memberId),
  );

  mount(endpoints.hqTaxOverview, async () => ok(await settlement.tax.overview()));
  mount(endpoints.hqMakeTaxReport, ({ body }) => settlement.tax.handOut(body.period));

  mount(endpoints.hqListPayouts, async ({ query: { route, state, ...page } }) =>
    ok(await payouts.page(route, state, page)),
  );
  mount(endpoints.hqInvoicePayout, ({ params, body, memberId }) =>
    payouts.invoiced(params.payoutId, body.invoiceNo, memberId),
  );
  mount(endpoints.hqReleasePayout, ({ params, memberId }) => payouts.release(params.payoutId, memberId));
  mount(endpoints.hqGiveBackPayout, ({ params, memberId }) => payouts.giveBack(params.payoutId, memberId));

  mount(endpoints.hqListPayoutFiles, async ({ query }) => ok(await files.page(query)));
  mount(endpoints.hqMakePayoutFile, ({ body, memberId }) => files.make(body.route, memberId));
  mount(endpoints.hqReturnPayoutFile, ({ params, body, memberId }) =>
    files.heard(params.payoutFileId, body.rows, memberId),
  );
  mount(endpoints.hqHandOverPayoutFile, ({ params }) => files.handedOver(params.payoutFileId));

  mount(endpoints.getMyPayee, async ({ memberId }) => ok(await payees.mine(memberId)));
  mount(endpoints.setMyRealName, ({ memberId, body }) => payees.setRealName(memberId, body.realName));
  mount(endpoints.listMyStatements, async ({ memberId, query }) =>
    ok(await statements.ofPayee(memberId, query)),
  );
  mount(endpoints.getMyStatement, ({ memberId, params }) =>
    statements.one(memberId, params.runId, { ownOnly: true }),
  );
  mount(endpoints.answerMyStatement, ({ memberId, params, body }) =>
    statements.answer(memberId, params.runId, body),
  );

  mount(endpoints.listOwnerSettlements, async ({ params, query }) =>
    ok(await statements.ofPayee(dealerPayee(params.ownerId), query)),
  );
  mount(endpoints.getOwnerSettlement, ({ params }) =>
    statements.one(dealerPayee(params.ownerId), params.runId, { ownOnly: true }),
  );
  mount(endpoints.answerOwnerSettlement, ({ params, body }) =>
    statements.answer(dealerPayee(params.ownerId), params.runId, body),
  );

  mount(endpoints.takeMyPayout, ({ memberId, params }) => wechat.take(params.payoutId, memberId));
  mount(endpoints.authorizeMyPayouts, ({ memberId }) => payees.authorize(memberId));
  mount(endpoints.refreshMyAuthorization, ({ memberId }) => payees.lookAtAuthorization(memberId));
  mount(endpoints.closeMyAuthorization, ({ memberId }) => payees.closeAuthorization(memberId));

  /** Where WeChat Pay tells of transfers and of authorisations: the caller is known by its signature over the raw bytes. */
  app.post(transferNotifyPath, async (c) => {
    const handled = await settlement.handleNotification({
      headers: c.req.raw.headers,
      rawBody: await c.req.text(),
    });
    return handled.ok ? c.body(null, 204) : problemResponse(c, handled.code, handled.params);
  });
}
