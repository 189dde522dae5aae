import {
  json,
  OPEN_TO_PAGES,
  readJson,
  type SimulatorAnswer,
  type SimulatorRequest,
} from '../../http-server.ts';
import type { TransferAuthorizationRecord, TransferRecord } from './records.ts';
import { isRefusal, type Refusal } from './rules.ts';
import type { TransferAuthorizations } from './transfer-authorizations.ts';
import type { TransferBook } from './transfers.ts';
import { escaped, page, SIMULATED, yuan } from './wallet-page.ts';

export const TRANSFERS_PATH = '/simulator/transfers';

/**
 * The payee's side of transfers: a page with what waits, and for each the page that WeChat opens for its package
 * (`?package=`); and `POST …/confirm` for a phone that has no pages, with what `wx.requestMerchantTransfer` was given.
 */
export class TransferWallet {
  constructor(
    private readonly options: {
      readonly transfers: TransferBook;
      readonly authorizations: TransferAuthorizations;
      /** Somebody took money, or gave leave. */
      readonly decided: () => void;
    },
  ) {}

  answer(request: SimulatorRequest): SimulatorAnswer {
    if (request.path === `${TRANSFERS_PATH}/confirm`) return this.#ofPhone(request);
    if (request.path !== TRANSFERS_PATH) return page(404, '没有这个页面', 'No such page');
    const packageInfo = request.query.get('package');
    if (packageInfo === null) return this.#list();
    if (request.method === 'POST') return this.#decided(request, packageInfo);
    const bill = this.options.transfers.ofPackage(packageInfo);
    if (bill !== undefined) return billPage(bill);
    const authorization = this.options.authorizations.ofPackage(packageInfo);
    return authorization === undefined
      ? page(404, 'package信息有误', 'No such package')
      : authorizationPage(authorization);
  }

  #ofPhone(request: SimulatorRequest): SimulatorAnswer {
    if (request.method === 'OPTIONS') return { status: 204, headers: OPEN_TO_PAGES };
    const body = readJson(request.rawBody) ?? {};
    const done = this.#confirm(body.package, body.openid);
    return isRefusal(done)
      ? json(done.status, { code: done.code, message: done.message }, OPEN_TO_PAGES)
      : json(200, { state: done.state }, OPEN_TO_PAGES);
  }

  #confirm(packageInfo: unknown, openid?: unknown): TransferRecord | TransferAuthorizationRecord | Refusal {
    const { transfers, authorizations } = this.options;
    const isAuthorization = authorizations.ofPackage(packageInfo) !== undefined;
    const done = isAuthorization
      ? authorizations.give(packageInfo, openid)
      : transfers.confirm(packageInfo, openid);
    if (!isRefusal(done)) this.options.decided();
    return done;
  }

  #decided(request: SimulatorRequest, packageInfo: string): SimulatorAnswer {
    if (new URLSearchParams(request.rawBody).get('accept') !== '1')
      return page(200, '稍后再说', 'Not now', BACK);
    const done = this.#confirm(packageInfo);
    if (isRefusal(done)) return page(done.status, done.message, done.code, BACK);
    if (done.state === 'FAIL')
      return page(200, '收款失败', 'Not received', `<p>${escaped(done.failReason ?? '')}</p>${BACK}`);
    return done.state === 'SUCCESS'
      ? page(200, '已收款', 'Received', `<p class="sum">${yuan(done.amountFen)}</p>${BACK}`)
      : page(200, '已授权', 'Authorised', BACK);
  }

  #list(): SimulatorAnswer {
    const { transfers, authorizations } = this.options;
    const rows = [
      ...transfers.waiting().map((bill) => row(bill, bill.remark, yuan(bill.amountFen))),
      ...authorizations.waiting().map((one) => row(one, one.displayName, '免确认授权 · Leave')),
    ];
    const body = rows.length === 0 ? '<p>没有待收款 · Nothing waits</p>' : `<ul>${rows.join('')}</ul>`;
    return page(200, '待收款', 'To receive', `${body}${SIMULATED}`);
  }
}

const BACK = `<p><a href="?">待收款 · To receive</a></p>`;

function row({ packageInfo }: { readonly packageInfo: string }, text: string, value: string): string {
  const query = new URLSearchParams({ package: packageInfo });
  return `<li><a href="?${escaped(String(query))}"><span>${escaped(text)}</span><b>${escaped(value)}</b></a></li>`;
}

function billPage(bill: TransferRecord): SimulatorAnswer {
  const what = bill.reports
    .map(({ type, content }) => `<p>${escaped(type)}：${escaped(content)}</p>`)
    .join('');
  const lead = `<p>${escaped(bill.remark)}</p><p class="sum">${yuan(bill.amountFen)}</p>${what}`;
  return bill.state === 'WAIT_USER_CONFIRM'
    ? page(200, '确认收款', 'Receive money', `${lead}${ask('确认收款 · Receive', bill.packageInfo)}`)
    : page(
        200,
        '转账详情',
        'Transfer',
        `${lead}<p>${escaped(bill.state)} ${escaped(bill.failReason ?? '')}</p>${BACK}`,
      );
}

function authorizationPage(one: TransferAuthorizationRecord): SimulatorAnswer {
  const lead = `<p>${escaped(one.displayName)}</p><p>商家今后的付款将直接存入零钱<br>Later payments arrive without asking you</p>`;
  return one.state === 'WAIT_USER_CONFIRM'
    ? page(
        200,
        '免确认收款',
        'Be paid without confirming',
        `${lead}${ask('同意授权 · Agree', one.packageInfo)}`,
      )
    : page(200, '免确认收款', 'Be paid without confirming', `${lead}<p>${escaped(one.state)}</p>${BACK}`);
}

function ask(agree: string, packageInfo: string): string {
  const query = new URLSearchParams({ package: packageInfo });
  return `<form method="post" action="?${escaped(String(query))}">
<button id="transfer-confirm" name="accept" value="1">${agree}</button>
<button id="transfer-later" name="accept" value="0" class="plain">稍后 · Later</button>
</form>${SIMULATED}`;
}
