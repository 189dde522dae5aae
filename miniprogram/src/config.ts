import { type MessageKind, messageKinds } from '@jindian/shared/contract/people/message-kinds';
import { type PictureWidth, pictureAddress } from '@jindian/shared/picture-address';
/** Settings chosen when the app is built; each comes from the environment variable named beside it. */

/** `cloud`: through the CloudBase gateway, which knows the caller; `https`: straight to the API with a session. TARO_APP_TRANSPORT */
export const transportKind: 'cloud' | 'https' = SETTING_TRANSPORT === 'cloud' ? 'cloud' : 'https';

/** `https://api.example.cn`; empty on H5: the page's own origin. TARO_APP_API_BASE */
export const apiBase: string = SETTING_API_BASE.replace(/\/$/, '');

/** Where product pictures are; empty: the API's origin. TARO_APP_ASSET_BASE */
const assetBase: string = SETTING_ASSET_BASE.replace(/\/$/, '') || apiBase;

/** CloudBase environment of the gateway. TARO_APP_CLOUD_ENV */
export const cloudEnv: string = SETTING_CLOUD_ENV;

/** Key of the Tencent Location Service for the map of WeChat; empty: its plain one. TARO_APP_MAP_KEY */
export const mapKey: string = SETTING_MAP_KEY;

export const gatewayFunction = 'gateway';

/** Which version of the sources this is, as the server is told with every call: of package.json. */
export const appVersion: string = SETTING_VERSION;

/** What the brand is called and its colour, so that its very first screen is its own; run time has the last word. */
export const builtBrand: { nameZh?: string; nameEn?: string; brandColour?: string } = JSON.parse(
  SETTING_BRAND || '{}',
);

export type MessageKey = MessageKind;

/** Template ids of the subscribe messages: `order_ready=abc,order_dispatched=def`. TARO_APP_MESSAGE_TEMPLATES */
export const messageTemplates: Partial<Record<MessageKey, string>> = Object.fromEntries(
  SETTING_MESSAGE_TEMPLATES.split(',')
    .map((pair) => pair.split('='))
    .filter(([key, id]) => messageKinds.includes(key as MessageKey) && id),
);

/** The address of a picture the contract names by path (`/assets/products/P001.svg`), as wide as it is shown at most. */
export function assetUrl(path: string, width: PictureWidth = 400): string {
  return /^(https?|data):/.test(path) ? path : `${assetBase}${pictureAddress(path, width)}`;
}

/** The same for a card that is shared: WeChat shows JPEG and PNG there. */
export function shareImageUrl(path: string): string {
  return /^(https?|data):/.test(path) ? path : `${assetBase}${path}`;
}
