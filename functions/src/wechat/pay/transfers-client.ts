import {
  refusedLocally,
  unavailable,
  unknownMerchant,
  type WechatPayFailure,
  type WechatPayFailureCode,
} from './failures.ts';
import { isNotifyUrl } from './fields.ts';
import type { Addressed, Merchants } from './merchants.ts';
import { encryptForPlatform, SENSITIVE_MAX_BYTES } from './sensitive.ts';
import { type AskedTransfer, readAuthorization, readTransfer, unknownOf } from './transfer-reading.ts';
import type {
  AuthorizationAnswer,
  AuthorizationRequest,
  AuthorizedTransferRequest,
  MerchantTransfers,
  TransferAnswer,
  TransferRequest,
} from './transfers.ts';
import { parseTransferNotification } from './transfers-notification.ts';
import type { PayRequest } from './transport.ts';
import type { Merchant } from './types.ts';

const OUR_NUMBER = /^[0-9A-Za-z]{5,32}$/;
const THEIR_NUMBER = /^[0-9A-Za-z]{1,64}$/;
const SCENE_ID = /^[0-9A-Za-z]{1,36}$/;
const TEXT_MAX_CHARACTERS = 32;
/** 转账额度说明: from here on WeChat Pay wants a name, and below the other it takes none. */
export const NAME_FROM_FEN = 200_000;
const NAME_AT_LEAST_FEN = 30;
const LEAST_FEN = 10;
const MOST_REPORTS = 8;

const BILLS = '/v3/fund-app/mch-transfer/transfer-bills';
const AUTHORIZATIONS = '/v3/fund-app/mch-transfer/user-confirm-authorization';

/** Refusals that WeChat Pay's page describes as not taken. A code that is new to it "may have been", and so it is unknown. */
const NOT_TAKEN: ReadonlySet<WechatPayFailureCode> = new Set([
  'invalid_request',
  'misconfigured',
  'merchant_balance_short',
  'rate_limited',
  'duplicate_order',
]);

export function createMerchantTransfers(
  appid: string,
  merchants: Merchants,
  now: () => number,
): MerchantTransfers {
  const cut = (text: string) => [...text].slice(0, TEXT_MAX_CHARACTERS).join('');

  /** Of a merchant with keys of its own: partners transfer by other paths. */
  function addressed(merchant: Merchant | undefined): Addressed | undefined {
    const to = merchants.find(merchant);
    return to?.sub === undefined ? to : undefined;
  }

  async function send<Answer>(
    merchant: Merchant | undefined,
    problem: string | undefined,
    act: (to: Addressed) => Promise<Answer>,
  ): Promise<Answer | { readonly state: 'refused'; readonly failure: WechatPayFailure }> {
    if (problem !== undefined) return { state: 'refused', failure: refusedLocally(problem) };
    const to = addressed(merchant);
    return to === undefined ? { state: 'refused', failure: unknownMerchant() } : act(to);
  }

  async function call<Answer>(
    to: Addressed,
    request: PayRequest,
    read: (json: unknown) => Answer,
  ): Promise<Answer | Extract<TransferAnswer, { state: 'not_found' | 'refused' | 'unknown' }>> {
    const answer = await to.account.transport.call(request);
    if (answer.ok) return read(answer.value.json);
    const { failure } = answer;
    // Whatever has a body makes something, and its number need not be known yet.
    if (failure.code === 'not_found' && request.body === undefined) return { state: 'not_found' };
    return failure.effect === 'none' && NOT_TAKEN.has(failure.code)
      ? { state: 'refused', failure }
      : unknownOf(failure);
  }

  const asked = (to: Addressed, rest: Omit<AskedTransfer, 'mchid' | 'appid'>): AskedTransfer => ({
    mchid: to.account.mchid,
    appid,
    ...rest,
  });

  async function transfer(
    operation: 'transfer' | 'transferAuthorized',
    path: string,
    request: TransferRequest,
    more: Readonly<Record<string, string>>,
  ): Promise<TransferAnswer> {
    return send(request.merchant, transferProblem(request), async (to): Promise<TransferAnswer> => {
      const { outBillNo, amountFen, openid, payeeName } = request;
      const named = payeeName !== undefined && amountFen >= NAME_AT_LEAST_FEN;
      const userName = named ? await encryptForPlatform(to, payeeName) : undefined;
      if (named && userName === undefined)
        return unknownOf(unavailable('no platform key to encrypt the name with'));
      return call(
        to,
        {
          operation,
          method: 'POST',
          pathAndQuery: path,
          body: {
            appid,
            out_bill_no: outBillNo,
            transfer_scene_id: request.scene.sceneId,
            openid,
            ...(userName === undefined ? {} : { user_name: userName }),
            transfer_amount: amountFen,
            transfer_remark: cut(request.remark),
            notify_url: request.notifyUrl,
            transfer_scene_report_infos: request.scene.reports.map(({ type, content }) => ({
              info_type: type,
              info_content: cut(content),
            })),
            ...more,
          },
        },
        (json) => readTransfer(asked(to, { outBillNo, amountFen, openid }), json),
      );
    });
  }

  const numberProblem = (number: string, name: string) => (OUR_NUMBER.test(number) ? undefined : name);

  return {
    ask: (request) => transfer('transfer', BILLS, request, {}),

    payAuthorized(request: AuthorizedTransferRequest) {
      const { authorizationId } = request;
      if (!THEIR_NUMBER.test(authorizationId))
        return Promise.resolve({ state: 'refused', failure: refusedLocally('authorizationId') });
      return transfer('transferAuthorized', `${BILLS}/transfer`, request, {
        authorization_id: authorizationId,
      });
    },

    query: (outBillNo, merchant) =>
      send(merchant, numberProblem(outBillNo, 'outBillNo'), (to) =>
        call(
          to,
          {
            operation: 'queryTransfer',
            method: 'GET',
            pathAndQuery: `${BILLS}/out-bill-no/${outBillNo}`,
          },
          (json) => readTransfer(asked(to, { outBillNo }), json),
        ),
      ),

    queryByBillId: (transferBillNo, merchant) =>
      send(merchant, THEIR_NUMBER.test(transferBillNo) ? undefined : 'transferBillNo', (to) =>
        call(
          to,
          {
            operation: 'queryTransferByBillId',
            method: 'GET',
            pathAndQuery: `${BILLS}/transfer-bill-no/${transferBillNo}`,
          },
          (json) => readTransfer(asked(to, { transferBillNo }), json),
        ),
      ),

    cancel: (outBillNo, merchant) =>
      send(merchant, numberProblem(outBillNo, 'outBillNo'), (to) =>
        call(
          to,
          {
            operation: 'cancelTransfer',
            method: 'POST',
            pathAndQuery: `${BILLS}/out-bill-no/${outBillNo}/cancel`,
          },
          (json) => readTransfer(asked(to, { outBillNo }), json),
        ),
      ),

    authorize: (request) =>
      send(request.merchant, authorizationProblem(request), (to): Promise<AuthorizationAnswer> => {
        const { outAuthorizationNo, openid } = request;
        return call(
          to,
          {
            operation: 'authorizeTransfers',
            method: 'POST',
            pathAndQuery: AUTHORIZATIONS,
            body: {
              out_authorization_no: outAuthorizationNo,
              appid,
              openid,
              transfer_scene_id: request.sceneId,
              user_display_name: cut(request.displayName),
              authorization_notify_url: request.notifyUrl,
            },
          },
          (json) => readAuthorization({ appid, outAuthorizationNo, openid }, json),
        );
      }),

    queryAuthorization: (outAuthorizationNo, merchant) =>
      send(merchant, numberProblem(outAuthorizationNo, 'outAuthorizationNo'), (to) =>
        call(
          to,
          {
            operation: 'queryTransferAuthorization',
            method: 'GET',
            pathAndQuery: `${AUTHORIZATIONS}/out-authorization-no/${outAuthorizationNo}`,
          },
          (json) => readAuthorization({ appid, outAuthorizationNo }, json),
        ),
      ),

    closeAuthorization: (outAuthorizationNo, merchant) =>
      send(merchant, numberProblem(outAuthorizationNo, 'outAuthorizationNo'), (to) =>
        call(
          to,
          {
            operation: 'closeTransferAuthorization',
            method: 'POST',
            pathAndQuery: `${AUTHORIZATIONS}/out-authorization-no/${outAuthorizationNo}/close`,
          },
          (json) => readAuthorization({ appid, outAuthorizationNo }, json),
        ),
      ),

    parseNotification: (input) => parseTransferNotification({ appid, merchants, now }, input),
  };
}

/** The name of the first field that WeChat Pay would refuse. */
function transferProblem(request: TransferRequest): string | undefined {
  const { outBillNo, scene, openid, payeeName, amountFen } = request;
  if (!OUR_NUMBER.test(outBillNo)) return 'outBillNo';
  if (!SCENE_ID.test(scene.sceneId)) return 'scene.sceneId';
  if (scene.reports.length < 1 || scene.reports.length > MOST_REPORTS) return 'scene.reports';
  if (scene.reports.some(({ type, content }) => type === '' || content.trim() === '')) return 'scene.reports';
  if (openid === '' || openid.length > 64) return 'openid';
  if (!Number.isSafeInteger(amountFen) || amountFen < LEAST_FEN) return 'amountFen';
  if (payeeName === undefined && amountFen >= NAME_FROM_FEN) return 'payeeName';
  // A name that is cut would be another one's.
  if (payeeName !== undefined && !isName(payeeName)) return 'payeeName';
  if (request.remark.trim() === '') return 'remark';
  return isNotifyUrl(request.notifyUrl) ? undefined : 'notifyUrl';
}

const isName = (name: string) => name.trim() !== '' && Buffer.byteLength(name) <= SENSITIVE_MAX_BYTES;

function authorizationProblem(request: AuthorizationRequest): string | undefined {
  if (!OUR_NUMBER.test(request.outAuthorizationNo)) return 'outAuthorizationNo';
  if (request.openid === '' || request.openid.length > 64) return 'openid';
  if (!SCENE_ID.test(request.sceneId)) return 'sceneId';
  if (request.displayName.trim() === '') return 'displayName';
  return isNotifyUrl(request.notifyUrl) ? undefined : 'notifyUrl';
}
