import type { SimulatorRequest } from '../../http-server.ts';
import type { Bills } from './bill.ts';
import type { PayOperation } from './faults.ts';
import type { KnownAccount } from './merchants.ts';
import type { SharingService } from './profit-sharing.ts';
import type { Refusal, ServiceAnswer } from './rules.ts';
import type { PayService } from './service.ts';
import type { TransferAuthorizations } from './transfer-authorizations.ts';
import type { TransferBook } from './transfers.ts';

/** Which call of API v3 a request is, and what it does. */

export interface Services {
  readonly pay: PayService;
  readonly sharing: SharingService;
  readonly bills: Bills;
  readonly transfers: TransferBook;
  readonly authorizations: TransferAuthorizations;
  certificates(): object;
}

export type OperationAnswer = ServiceAnswer | { readonly status: 200; readonly file: Buffer };

interface Call {
  readonly request: SimulatorRequest;
  readonly caller: KnownAccount;
  readonly services: Services;
  /** What the path names. */
  readonly number: string;
  /** Whether the path is a service provider's. */
  readonly partner: boolean;
}

interface Operation {
  readonly operation: PayOperation;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly act: (call: Call) => OperationAnswer;
}

const TRANSACTIONS = '/v3/pay/(?<partner>partner/)?transactions';
const COMBINED = '/v3/combine-transactions';
const SHARING = '/v3/profitsharing';
const TRANSFERS = '/v3/fund-app/mch-transfer/transfer-bills';
const AUTHORIZATIONS = '/v3/fund-app/mch-transfer/user-confirm-authorization';
const NUMBER = '(?<number>[^/]+)';

const row = (
  operation: PayOperation,
  method: 'GET' | 'POST',
  path: string,
  act: Operation['act'],
): Operation => ({ operation, method, path: new RegExp(`^${path}$`), act });

const OPERATIONS: readonly Operation[] = [
  row('certificates', 'GET', '/v3/certificates', ({ services }) => ({
    status: 200,
    body: services.certificates(),
  })),
  row('createOrder', 'POST', `${TRANSACTIONS}/jsapi`, ({ services, caller, partner, request }) =>
    services.pay.createOrder(caller, partner, 'JSAPI', request.rawBody),
  ),
  row('createH5Order', 'POST', `${TRANSACTIONS}/h5`, ({ services, caller, partner, request }) =>
    services.pay.createOrder(caller, partner, 'MWEB', request.rawBody),
  ),
  row(
    'closeOrder',
    'POST',
    `${TRANSACTIONS}/out-trade-no/${NUMBER}/close`,
    ({ services, caller, partner, number, request }) =>
      services.pay.closeOrder(caller, partner, number, request.rawBody),
  ),
  row(
    'queryOrder',
    'GET',
    `${TRANSACTIONS}/out-trade-no/${NUMBER}`,
    ({ services, caller, partner, number, request }) =>
      services.pay.queryOrder(caller, partner, number, request.query),
  ),
  row('createCombinedOrder', 'POST', `${COMBINED}/jsapi`, ({ services, caller, request }) =>
    services.pay.createCombined(caller, 'JSAPI', request.rawBody),
  ),
  row('createCombinedH5Order', 'POST', `${COMBINED}/h5`, ({ services, caller, request }) =>
    services.pay.createCombined(caller, 'MWEB', request.rawBody),
  ),
  row(
    'closeCombinedOrder',
    'POST',
    `${COMBINED}/out-trade-no/${NUMBER}/close`,
    ({ services, caller, number, request }) => services.pay.closeCombined(caller, number, request.rawBody),
  ),
  row('queryCombinedOrder', 'GET', `${COMBINED}/out-trade-no/${NUMBER}`, ({ services, caller, number }) =>
    services.pay.queryCombined(caller, number),
  ),
  row('refund', 'POST', '/v3/refund/domestic/refunds', ({ services, caller, request }) =>
    services.pay.refunds.ask(caller, request.rawBody),
  ),
  row(
    'queryRefund',
    'GET',
    `/v3/refund/domestic/refunds/${NUMBER}`,
    ({ services, caller, number, request }) => services.pay.refunds.query(caller, number, request.query),
  ),
  row('addReceiver', 'POST', `${SHARING}/receivers/add`, ({ services, caller, request }) =>
    services.sharing.receiver(caller, 'add', request.rawBody),
  ),
  row('deleteReceiver', 'POST', `${SHARING}/receivers/delete`, ({ services, caller, request }) =>
    services.sharing.receiver(caller, 'delete', request.rawBody),
  ),
  row('finishSharing', 'POST', `${SHARING}/orders/unfreeze`, ({ services, caller, request }) =>
    services.sharing.finish(caller, request.rawBody),
  ),
  row('share', 'POST', `${SHARING}/orders`, ({ services, caller, request }) =>
    services.sharing.share(caller, request.rawBody),
  ),
  row('queryShare', 'GET', `${SHARING}/orders/${NUMBER}`, ({ services, caller, number, request }) =>
    services.sharing.query(caller, number, request.query),
  ),
  row('returnShare', 'POST', `${SHARING}/return-orders`, ({ services, caller, request }) =>
    services.sharing.returnShare(caller, request.rawBody),
  ),
  row('queryReturn', 'GET', `${SHARING}/return-orders/${NUMBER}`, ({ services, caller, number, request }) =>
    services.sharing.queryReturn(caller, number, request.query),
  ),
  row('unsharedAmount', 'GET', `${SHARING}/transactions/${NUMBER}/amounts`, ({ services, caller, number }) =>
    services.sharing.amounts(caller, number),
  ),
  row('transfer', 'POST', TRANSFERS, ({ services, caller, request }) =>
    services.transfers.ask(caller, request, false),
  ),
  row('transferAuthorized', 'POST', `${TRANSFERS}/transfer`, ({ services, caller, request }) =>
    services.transfers.ask(caller, request, true),
  ),
  row('queryTransfer', 'GET', `${TRANSFERS}/out-bill-no/${NUMBER}`, ({ services, caller, number }) =>
    services.transfers.query(caller, 'outBillNo', number),
  ),
  row(
    'queryTransferByBillId',
    'GET',
    `${TRANSFERS}/transfer-bill-no/${NUMBER}`,
    ({ services, caller, number }) => services.transfers.query(caller, 'transferBillNo', number),
  ),
  row('cancelTransfer', 'POST', `${TRANSFERS}/out-bill-no/${NUMBER}/cancel`, ({ services, caller, number }) =>
    services.transfers.cancel(caller, number),
  ),
  row('authorizeTransfers', 'POST', AUTHORIZATIONS, ({ services, caller, request }) =>
    services.authorizations.ask(caller, request.rawBody),
  ),
  row(
    'queryTransferAuthorization',
    'GET',
    `${AUTHORIZATIONS}/out-authorization-no/${NUMBER}`,
    ({ services, caller, number }) => services.authorizations.query(caller, number),
  ),
  row(
    'closeTransferAuthorization',
    'POST',
    `${AUTHORIZATIONS}/out-authorization-no/${NUMBER}/close`,
    ({ services, caller, number }) => services.authorizations.close(caller, number),
  ),
  row('tradeBill', 'GET', '/v3/bill/tradebill', ({ services, caller, request }) =>
    services.bills.ask(caller.keys.mchid, request.query),
  ),
  row('downloadBill', 'GET', '/v3/billdownload/file', ({ services, caller, request }) => {
    const file = services.bills.file(caller.keys.mchid, request.query.get('token'));
    return Buffer.isBuffer(file) ? { status: 200, file } : (file as Refusal);
  }),
];

export interface FoundOperation {
  readonly operation: PayOperation;
  perform(caller: KnownAccount, services: Services): OperationAnswer;
}

export function operationOf(request: SimulatorRequest): FoundOperation | undefined {
  for (const { operation, method, path, act } of OPERATIONS) {
    if (method !== request.method) continue;
    const match = path.exec(request.path);
    if (match === null) continue;
    const number = decodeURIComponent(match.groups?.number ?? '');
    const partner = match.groups?.partner !== undefined;
    return {
      operation,
      perform: (caller, services) => act({ request, caller, services, number, partner }),
    };
  }
  return undefined;
}
