import { fieldOf, isSame, opened, pushSignature } from '../sealed-messages.ts';

/**
 * What WeCom posts to the app that the brand made there (接收消息), in XML, signed and sealed with the company's id inside.
 * https://developer.work.weixin.qq.com/document/path/90930
 */
export type WeComCallbackKeys = {
  readonly corpId: string;
  readonly token: string;
  /** 43 characters, as the console shows it. */
  readonly encodingAesKey: string;
};
export type WeComQuery = Readonly<Record<string, string | undefined>>;

/** 添加企业客户: https://developer.work.weixin.qq.com/document/path/92130 */
export type ContactAdded = {
  readonly kind: 'contact_added';
  readonly userId: string;
  readonly externalUserId: string;
  /** Of the contact way by which it was; null: by another way. */
  readonly state: string | null;
  readonly atMs: number;
  /** Of this telling: WeCom gives none twice. */
  readonly nonce: string;
};
export type WeComCallback = ContactAdded | { readonly kind: 'other' };

export interface WeComCallbacks {
  /** WeCom asks whether the address is ours: what to answer, or null. It is sealed, unlike WeChat's. */
  echo(query: WeComQuery): string | null;
  /** Null where it is not WeCom's, not to this company, or not of now. */
  read(query: WeComQuery, rawBody: string): WeComCallback | null;
}

/** WeCom posts three times within half a minute: what is older, or ahead, is somebody else's repeat. */
const freshMs = 5 * 60_000;

function callbackOf(text: string, nonce: string): WeComCallback {
  const isAdded =
    fieldOf(text, 'Event') === 'change_external_contact' &&
    fieldOf(text, 'ChangeType') === 'add_external_contact';
  const userId = fieldOf(text, 'UserID');
  const externalUserId = fieldOf(text, 'ExternalUserID');
  if (!isAdded || !userId || !externalUserId || !/^[\w-]{1,64}$/.test(externalUserId))
    return { kind: 'other' };
  return {
    kind: 'contact_added',
    userId,
    externalUserId,
    state: fieldOf(text, 'State') || null,
    atMs: Number(fieldOf(text, 'CreateTime') ?? 0) * 1_000,
    nonce,
  };
}

export function createWeComCallbacks(
  { corpId, token, encodingAesKey }: WeComCallbackKeys,
  { now }: { now(): number },
): WeComCallbacks {
  const isFresh = (timestamp: string) =>
    /^\d{10}$/.test(timestamp) && Math.abs(now() - Number(timestamp) * 1_000) <= freshMs;
  const open = ({ msg_signature, timestamp = '', nonce = '' }: WeComQuery, sealed: string | undefined) =>
    sealed && isFresh(timestamp) && isSame(pushSignature(token, timestamp, nonce, sealed), msg_signature)
      ? opened(sealed, encodingAesKey, corpId)
      : null;
  return {
    echo: (query) => open(query, query.echostr),
    read(query, rawBody) {
      const text = open(query, fieldOf(rawBody, 'Encrypt'));
      return text === null ? null : callbackOf(text, `${query.timestamp}.${query.nonce}`);
    },
  };
}
