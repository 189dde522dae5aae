import { randomInt } from 'node:crypto';
import type { SimulatorAnswer, SimulatorRequest } from '../../http-server.ts';
import { isRefusal } from './rules.ts';
import type { PayService } from './service.ts';
import { escaped, page, SIMULATED, yuan } from './wallet-page.ts';

/**
 * The page that WeChat Pay shows between a browser outside WeChat and its wallet, with the wallet in it: it opens for
 * five minutes, from a page of a domain that is registered for it, and goes back to where the merchant said.
 */
const URL_LIFE_MS = 5 * 60_000;
const MOST_URLS = 10_000;

export class H5Cashier {
  readonly #opened = new Map<string, { readonly prepayId: string; readonly untilMs: number }>();

  constructor(
    private readonly options: {
      readonly service: () => Pick<PayService, 'pay' | 'ofPrepayId'>;
      /** Where the shopper's browser finds the page. */
      readonly pageUrl: () => string;
      /** Registered domains; absent: any, but one there has to be. */
      readonly domains: readonly string[] | undefined;
      readonly now: () => number;
      /** Somebody paid. */
      readonly paid: () => void;
    },
  ) {}

  urlOf(prepayId: string): string {
    const [oldest] = this.#opened.keys();
    if (this.#opened.size >= MOST_URLS && oldest !== undefined) this.#opened.delete(oldest);
    const opens = String(randomInt(1_000_000_000, 4_000_000_000));
    this.#opened.set(opens, { prepayId, untilMs: this.options.now() + URL_LIFE_MS });
    const query = new URLSearchParams({ prepay_id: prepayId, package: opens });
    return `${this.options.pageUrl()}?${query}`;
  }

  answer(request: SimulatorRequest): SimulatorAnswer {
    const { query } = request;
    const prepayId = query.get('prepay_id') ?? '';
    const opened = this.#opened.get(query.get('package') ?? '');
    const order = this.options.service().ofPrepayId(prepayId);
    if (opened?.prepayId !== prepayId || order === undefined)
      return page(400, '支付链接已失效', 'No such payment');
    const back = this.#backTo(query.get('redirect_url'));
    if (back === null)
      return page(403, '商家参数格式有误', 'redirect_url is of a domain that is not registered');
    if (request.method === 'POST') return this.#decided(request, prepayId, back);
    if (!this.#isRegistered(request.headers.referer))
      return page(
        403,
        '商家参数格式有误，请联系商家解决',
        'The page before is of no registered domain (Referer)',
      );
    if (this.options.now() >= opened.untilMs)
      return page(410, '支付链接已过期，请返回商家重新支付', 'This address has expired');
    return page(200, '微信支付', 'WeChat Pay', ask(order, `?${query}`));
  }

  #decided(request: SimulatorRequest, prepayId: string, back: string | undefined): SimulatorAnswer {
    const accepted = new URLSearchParams(request.rawBody).get('accept') === '1';
    const paid = accepted ? this.options.service().pay(prepayId) : undefined;
    if (paid !== undefined && isRefusal(paid)) return page(paid.status, paid.message, paid.code, again(back));
    if (accepted) this.options.paid();
    return back === undefined
      ? page(200, accepted ? '支付成功' : '已取消', accepted ? 'Paid' : 'Cancelled')
      : { status: 303, headers: { location: back } };
  }

  /** Undefined: nothing was said, and it stays where it is. Null: to a domain that is not registered. */
  #backTo(url: string | null): string | undefined | null {
    if (url === null) return undefined;
    return this.#isRegistered(url) ? url : null;
  }

  #isRegistered(url: string | undefined): boolean {
    if (url === undefined || !URL.canParse(url)) return false;
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') return false;
    return this.options.domains === undefined || this.options.domains.includes(hostname);
  }
}

function ask(order: { readonly description: string; readonly amountFen: number }, to: string): string {
  return `<p>${escaped(order.description)}</p>
<p class="sum">${yuan(order.amountFen)}</p>
<form method="post" action="${escaped(to)}">
<button id="h5-pay-confirm" name="accept" value="1">确认支付 · Pay now</button>
<button id="h5-pay-cancel" name="accept" value="0" class="plain">取消 · Cancel</button>
</form>
${SIMULATED}`;
}

const again = (back: string | undefined): string =>
  back === undefined ? '' : `<p><a href="${escaped(back)}">返回商家 · Back to the shop</a></p>`;
