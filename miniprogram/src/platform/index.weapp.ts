import { messageKinds } from '@jindian/shared/contract/people/message-kinds';
import { inWechat } from '@jindian/shared/contract/serving/order';
import Taro from '@tarojs/taro';
import { apiBase, messageTemplates } from '../config.ts';
import type { LocationReading, Platform, PlatformComponents } from './types.ts';
import { BranchMap } from './weapp/BranchMap.tsx';
import { PhoneButton, PrivacyAgreeButton, ServiceButton, ShareButton } from './weapp/buttons.tsx';
import { webPageStore } from './web-page.ts';

export type * from './types.ts';

const failureText = (error: unknown): string =>
  String((error as { errMsg?: unknown } | null)?.errMsg ?? error ?? '');

const templateIds = (keys: readonly string[]) =>
  messageKinds.filter((key) => keys.includes(key) && messageTemplates[key]);

/** WeChat has a newer version of the app on the phone. */
let isNewerLoaded = false;

/** WeChat's own, which Taro does not know yet. */
declare const wx: { requestMerchantTransfer?(options: object): void };

export const platform: Platform = {
  name: 'weapp',
  holdFocus: () => () => undefined,

  signsInByPhone: false,

  async signIn() {
    const { code } = await Taro.login();
    return { kind: 'wechat_code', code };
  },

  earlyAnswer: async () => null,
  noteOnQr: () => null,
  paint: () => undefined,

  onLostPage(tell) {
    for (const way of ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch'] as const) {
      const go = Taro[way] as (option: object) => Promise<unknown>;
      const told = (option: object) =>
        go(option).catch(() => {
          tell();
          // Told: whoever waited to be on that page waits for ever.
          return new Promise(() => undefined);
        });
      Object.assign(Taro, { [way]: told });
    }
  },

  watchUpdate(_, ready) {
    Taro.getUpdateManager().onUpdateReady(() => {
      isNewerLoaded = true;
      ready();
    });
  },
  applyUpdate() {
    if (isNewerLoaded) Taro.getUpdateManager().applyUpdate();
    // WeChat looks for a newer one whenever the app is opened.
    else void Taro.exitMiniProgram({});
  },

  payBy: async () => 'jsapi',

  async requestPayment(payment) {
    const params = inWechat(payment);
    if (!params) return 'unknown';
    try {
      await Taro.requestPayment(params);
      return 'paid';
    } catch (error) {
      return /cancel/.test(failureText(error)) ? 'cancelled' : 'unknown';
    }
  },

  async requestTransfer(asked) {
    // A phone whose WeChat is from before it.
    if (!wx.requestMerchantTransfer) return 'unavailable';
    try {
      await new Promise((success, fail) => wx.requestMerchantTransfer?.({ ...asked, success, fail }));
      return 'done';
    } catch (error) {
      return /cancel/.test(failureText(error)) ? 'cancelled' : 'unavailable';
    }
  },

  async confirmReceipt(transactionId) {
    if (!Taro.openBusinessView) return 'unavailable';
    try {
      // By its callbacks: Taro makes no promise of this call, and would say at once that nothing came of it.
      const told = await new Promise<{ extraData?: { status?: string } }>((success, fail) => {
        Taro.openBusinessView({
          businessType: 'weappOrderConfirm',
          extraData: { transaction_id: transactionId },
          success,
          fail,
        } as never);
      });
      return told.extraData?.status === 'success' ? 'confirmed' : 'given_up';
    } catch (error) {
      // Not shipped at WeChat yet, not known there, or a phone too old for it.
      return /cancel/.test(failureText(error)) ? 'given_up' : 'unavailable';
    }
  },

  async scan() {
    try {
      const { result, path } = await Taro.scanCode({ scanType: ['qrCode', 'barCode', 'wxCode'] as never });
      // A mini-program code gives no text but the page it opens; its scene is our code.
      const scene = /[?&]scene=([^&]+)/.exec(path ?? '')?.[1];
      return result || (scene ? decodeURIComponent(scene) : null);
    } catch {
      return null;
    }
  },

  async getLocation(): Promise<LocationReading> {
    try {
      // The default is WGS-84, which would put the person 500 m away.
      const { latitude, longitude } = await Taro.getLocation({ type: 'gcj02' });
      return { kind: 'point', point: { latGcj02: latitude, lngGcj02: longitude } };
    } catch (error) {
      return { kind: /deny|denied|auth|privacy/i.test(failureText(error)) ? 'refused' : 'unavailable' };
    }
  },

  async chooseLocation(start) {
    try {
      const place = await Taro.chooseLocation(
        start ? { latitude: start.latGcj02, longitude: start.lngGcj02 } : {},
      );
      return {
        point: { latGcj02: Number(place.latitude), lngGcj02: Number(place.longitude) },
        name: place.name,
        address: place.address,
      };
    } catch {
      return null;
    }
  },

  openInMapApp({ point, name, address }) {
    void Taro.openLocation({ latitude: point.latGcj02, longitude: point.lngGcj02, name, address });
  },

  canAskForMessages: (keys) => templateIds(keys).length > 0,

  async askForMessages(keys) {
    const asked = templateIds(keys);
    if (asked.length === 0) return [];
    try {
      const answer = (await Taro.requestSubscribeMessage({
        tmplIds: asked.map((key) => messageTemplates[key] as string),
        entityIds: [],
      } as never)) as unknown as Record<string, string>;
      return asked.filter((key) => answer[messageTemplates[key] as string] === 'accept');
    } catch {
      return [];
    }
  },

  openWebPage(url) {
    webPageStore.set(url);
    void Taro.navigateTo({ url: '/pages/web/index' });
  },

  async pickPictures(most) {
    try {
      const { tempFiles } = await Taro.chooseMedia({
        count: most,
        mediaType: ['image'],
        sizeType: ['compressed'],
        sourceType: ['album', 'camera'],
      });
      const files = Taro.getFileSystemManager();
      return tempFiles.map(({ tempFilePath }) => files.readFileSync(tempFilePath) as ArrayBuffer);
    } catch {
      return [];
    }
  },
  async sendBytes({ address, headers }, bytes) {
    try {
      const { statusCode } = await Taro.request({
        url: address.startsWith('/') ? `${apiBase}${address}` : address,
        method: 'PUT',
        header: { 'content-type': 'application/octet-stream', ...headers },
        data: bytes,
        dataType: 'text',
      });
      return statusCode < 300;
    } catch {
      return false;
    }
  },

  async viewPictures(urls, first) {
    await Taro.previewImage({ urls: [...urls], current: first });
  },

  async savePicture({ pngBase64 }) {
    // One name: the next picture replaces it, so that they do not pile up in the app's small folder.
    const filePath = `${Taro.env.USER_DATA_PATH}/picture.png`;
    Taro.getFileSystemManager().writeFileSync(filePath, pngBase64, 'base64');
    try {
      // WeChat's own menu keeps or sends a picture without asking for the album.
      await Taro.showShareImageMenu({ path: filePath });
    } catch (error) {
      if (!/cancel/.test(failureText(error))) await Taro.previewImage({ urls: [filePath] });
    }
  },

  async saveText({ name, text }) {
    const filePath = `${Taro.env.USER_DATA_PATH}/${name}`;
    const files = Taro.getFileSystemManager();
    files.writeFileSync(filePath, text, 'utf8');
    try {
      // Into a conversation, such as the one with oneself: WeChat gives an app no other way to hand out a file.
      await Taro.shareFileMessage({ filePath, fileName: name });
      return true;
    } catch (error) {
      if (/cancel/.test(failureText(error))) return false;
      throw error;
    } finally {
      // It is all that is kept of somebody: it does not lie about on the phone.
      files.unlinkSync(filePath);
    }
  },

  print: null,

  nowMs: () => Date.now(),
  syncClock: async () => undefined,
  advanceClock: async () => undefined,
  async copyText(text) {
    await Taro.setClipboardData({ data: text });
  },

  onPrivacyQuestion(ask) {
    Taro.onNeedPrivacyAuthorization?.((resolve) => {
      void ask().then((agreed) =>
        resolve(agreed ? { event: 'agree', buttonId: 'privacy-agree' } : ({ event: 'disagree' } as never)),
      );
    });
  },

  personas: async () => [],
  choosePersona: () => undefined,
  currentPersona: () => null,
  askDemo: async () => null,
  demoSmsCode: async () => null,
};

export const components: PlatformComponents = {
  BranchMap,
  PrivacyAgreeButton,
  ShareButton,
  PhoneButton,
  ServiceButton,
};
