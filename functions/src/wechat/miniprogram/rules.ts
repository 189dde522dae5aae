import type { ShippingInfo, SubscribeMessage, UnlimitedCodeRequest } from './types.ts';

/** What can be refused without asking WeChat. */

/** The characters of a scene: https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/qr-code/api_getunlimitedqrcode.md */
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;

export function isScene(text: string): boolean {
  return SCENE.test(text);
}

export function unlimitedCodeProblem(
  request: UnlimitedCodeRequest,
): 'scene' | 'page' | 'widthPx' | undefined {
  if (!isScene(request.scene)) return 'scene';
  if (request.page === '' || request.page.startsWith('/') || /[?#\s]/.test(request.page)) return 'page';
  const { widthPx } = request;
  return Number.isInteger(widthPx) && widthPx >= 280 && widthPx <= 1_280 ? undefined : 'widthPx';
}

const TEMPLATE_KEY = /^[a-z_]+\d+$/;
const TEMPLATE_KEYS_MAX = 20;

export function messageProblem(message: SubscribeMessage): string | undefined {
  if (message.openid === '') return 'openid';
  if (message.templateId === '') return 'templateId';
  if (message.page?.startsWith('/')) return 'page';
  const entries = Object.entries(message.data);
  if (entries.length === 0 || entries.length > TEMPLATE_KEYS_MAX) return 'data';
  const wrong = entries.find(([key, value]) => !TEMPLATE_KEY.test(key) || value === '');
  return wrong === undefined ? undefined : `data.${wrong[0]}`;
}

/** How long a value may be by the kind in its key: the table under 其他说明 of the page of `sendMessage`. */
const VALUE_MAX_CHARACTERS: Readonly<Record<string, number>> = {
  thing: 20,
  character_string: 32,
  phrase: 5,
  name: 10,
};

/** Cuts `value` to what the kind of `key` (`thing1`, `phrase3`) takes: one long name must not lose the message. */
export function fitTemplateValue(key: string, value: string): string {
  const most = VALUE_MAX_CHARACTERS[key.replace(/\d+$/, '')];
  const characters = [...value];
  if (most === undefined || characters.length <= most) return value;
  return key.startsWith('thing')
    ? `${characters.slice(0, most - 1).join('')}…`
    : characters.slice(0, most).join('');
}

const EXPRESS = 1;
const PARCELS_MAX = 15;
/** All but the last four digits masked, with an area code or not. */
const MASKED_CONTACT = /^(\+?\d{1,4}-)?\d{0,3}\*{2,}\d{4}$/;

export function shippingProblem(shipping: ShippingInfo): string | undefined {
  if (shipping.transactionId === '') return 'transactionId';
  if (shipping.payerOpenid === '') return 'payerOpenid';
  if (!Number.isSafeInteger(shipping.uploadedAtMs)) return 'uploadedAtMs';
  const { parcels, logisticsType } = shipping;
  const most = logisticsType === EXPRESS ? PARCELS_MAX : 1;
  if (parcels.length < 1 || parcels.length > most) return 'parcels';
  if (logisticsType !== EXPRESS && shipping.allDelivered === false) return 'allDelivered';
  for (const parcel of parcels) {
    if (parcel.itemDescription.trim() === '') return 'itemDescription';
    if (logisticsType === EXPRESS && !parcel.trackingNumber) return 'trackingNumber';
    if (logisticsType === EXPRESS && !parcel.expressCompany) return 'expressCompany';
    const contact = parcel.receiverContactMasked;
    if (contact !== undefined && !MASKED_CONTACT.test(contact)) return 'receiverContactMasked';
  }
  return undefined;
}
