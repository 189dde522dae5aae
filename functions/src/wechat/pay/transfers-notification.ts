import { type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import {
  failed,
  type NotificationFailure,
  type NotificationInput,
  type NotificationReader,
  type OpenedNotification,
  openNotification,
} from './notification-envelope.ts';
import { authorizationBody, authorizationOf, transferBody, transferOf } from './transfer-reading.ts';
import type { TransferNotification } from './transfers.ts';

type Read = Outcome<TransferNotification, NotificationFailure>;

/** What WeChat Pay tells of transfers that ended (商家转账回调通知) and of authorisations (免确认收款授权结果通知). */
export async function parseTransferNotification(
  reader: NotificationReader,
  input: NotificationInput,
): Promise<Read> {
  const opened = await openNotification(reader, input);
  if (!opened.ok) return opened;
  const { eventType } = opened.value;
  if (eventType === 'MCHTRANSFER.BILL.FINISHED') return readBill(opened.value);
  if (eventType === 'MCHTRANSFER.AUTHORIZATION.CONFIRMED' || eventType === 'MCHTRANSFER.AUTHORIZATION.CLOSED')
    return readAuthorization(reader.appid, opened.value);
  return failed('unsupported', `event type ${eventType}`);
}

function readBill({ account, id: notificationId, json }: OpenedNotification): Read {
  const parsed = transferBody.safeParse(json);
  if (!parsed.success) return failed('malformed', 'transfer is not as documented');
  const told = parsed.data;
  // A number of one merchant says nothing about the same number of another.
  if (told.mch_id !== account.mchid) return failed('wrong_merchant', 'transfer of another merchant');
  const bill = transferOf(told);
  if (bill.state !== 'success' && bill.state !== 'failed')
    return failed('unsupported', `transfer in state ${told.state}`);
  if (bill.amountFen === undefined || bill.openid === undefined)
    return failed('malformed', 'transfer without its amount or payee');
  return succeed({ kind: 'transfer', notificationId, merchant: { mchid: account.mchid }, bill });
}

function readAuthorization(appid: string, { account, id: notificationId, json }: OpenedNotification): Read {
  const parsed = authorizationBody.safeParse(json);
  if (!parsed.success) return failed('malformed', 'authorisation is not as documented');
  const told = parsed.data;
  if (told.mchid !== undefined && told.mchid !== account.mchid)
    return failed('wrong_merchant', 'authorisation of another merchant');
  if (told.appid !== appid) return failed('wrong_app', 'authorisation of another app');
  const authorization = authorizationOf(told);
  if (authorization === undefined) return failed('malformed', 'authorisation without its number');
  if (authorization.state !== 'active' && authorization.state !== 'closed')
    return failed('unsupported', `authorisation in state ${told.state}`);
  return succeed({
    kind: 'transfer_authorization',
    notificationId,
    merchant: { mchid: account.mchid },
    authorization,
  });
}
