import { createElement } from 'react';
import { appVersion } from '../config.ts';
import { BranchMap } from './h5/branch-map-later.tsx';
import { PhoneButton, PrivacyAgreeButton, ServiceButton, ShareButton } from './h5/buttons.tsx';
import { copyToClipboard } from './h5/clipboard.ts';
import { download } from './h5/download.ts';
import { earlyAnswer } from './h5/early-answer.ts';
import { holdFocus } from './h5/focus.ts';
import { followAddress } from './h5/follow-address.ts';
import { leaveToPay } from './h5/leave-to-pay.ts';
import {
  advanceLocalClock,
  choosePersona,
  currentPersona,
  demoSmsCode,
  localNowMs,
  localTransferPage,
  payLocally,
  personaPoint,
  personaSession,
  personas,
  playsWechat,
  syncLocalClock,
} from './h5/local.ts';
import { keepAskingForParts } from './h5/missing-part.ts';
import { NoticeSheet } from './h5/NoticeSheet.tsx';
import { paintDocument } from './h5/paint-document.ts';
import { printElement } from './h5/print.ts';
import { mayReload, reloadAs } from './h5/reload-once.ts';
import { showSheet } from './h5/sheet.tsx';
import { h5Texts } from './h5/texts.ts';
import '../app.h5.scss';
import type {
  ChosenPlace,
  DemoChoice,
  LocationReading,
  PayOutcome,
  Platform,
  PlatformComponents,
} from './types.ts';

export type * from './types.ts';

keepAskingForParts();
followAddress();

const locationOptions: PositionOptions = { enableHighAccuracy: true, timeout: 8_000, maximumAge: 60_000 };

async function getLocation(): Promise<LocationReading> {
  const reading = await browserLocation();
  if (reading.kind === 'point') return reading;
  const stands = await personaPoint();
  return stands ? { kind: 'point', point: stands } : reading;
}

function browserLocation(): Promise<LocationReading> {
  if (!navigator.geolocation) return Promise.resolve({ kind: 'unavailable' });
  // Loaded while the browser looks where it is.
  const loaded = import('gcoord');
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        const { default: gcoord } = await loaded;
        // Browsers speak WGS-84.
        const [lng, lat] = gcoord.transform([coords.longitude, coords.latitude], gcoord.WGS84, gcoord.GCJ02);
        resolve({ kind: 'point', point: { latGcj02: lat, lngGcj02: lng } });
      },
      (error) => resolve({ kind: error.code === error.PERMISSION_DENIED ? 'refused' : 'unavailable' }),
      locationOptions,
    );
  });
}

export const platform: Platform = {
  name: 'h5',
  holdFocus,

  signsInByPhone: true,

  async signIn() {
    const session = await personaSession();
    return session ? { kind: 'session', session } : { kind: 'none' };
  },

  earlyAnswer,
  noteOnQr: (text) => (/^https?:\/\/(127\.|localhost[:/])/.test(text) ? h5Texts.now()('qrOnlyHere') : null),
  paint: paintDocument,
  // Parts that do not come are asked for again (h5/missing-part.ts).
  onLostPage: () => undefined,

  watchUpdate(version, ready) {
    if (mayReload(version)) ready();
  },
  applyUpdate: () => reloadAs(appVersion),

  payBy: async () => ((await playsWechat()) ? 'jsapi' : 'h5'),

  async requestPayment(payment, { amountFen, title, sessionToken, backTo }) {
    if ('h5Url' in payment) {
      if (!/MicroMessenger/i.test(navigator.userAgent)) {
        leaveToPay(payment.h5Url, backTo);
        return 'unknown';
      }
      // WeChat's own browser opens no such page.
      await showSheet<never>((answer) =>
        createElement(NoticeSheet, { text: h5Texts.now()('payElsewhere'), answer }),
      );
      return 'cancelled';
    }
    const pay = (accept: boolean) => payLocally(payment.package, accept, sessionToken);
    const { WalletSheet } = await import('./h5/WalletSheet.tsx');
    const outcome = await showSheet<PayOutcome>((answer) =>
      createElement(WalletSheet, { amountFen, title, pay, answer }),
    );
    return outcome ?? 'cancelled';
  },

  async requestTransfer({ package: packageInfo }) {
    // Money is taken in WeChat; where this page plays WeChat, its simulator has a page for it.
    if (!(await playsWechat())) return 'unavailable';
    window.open(localTransferPage(packageInfo), '_blank', 'noopener');
    return 'done';
  },

  confirmReceipt: async () => 'unavailable',

  async scan() {
    const { ScanSheet } = await import('./h5/ScanSheet.tsx');
    return showSheet<string>((answer) => createElement(ScanSheet, { answer }));
  },

  getLocation,

  async chooseLocation(start, loadMap) {
    const { PlaceSheet } = await import('./h5/PlaceSheet.tsx');
    return showSheet<ChosenPlace>((answer) =>
      createElement(PlaceSheet, { start, loadMap, getLocation, answer }),
    );
  },

  openInMapApp({ point, name }) {
    const position = `${point.lngGcj02},${point.latGcj02}`;
    const query = new URLSearchParams({ position, name, coordinate: 'gaode', callnative: '1' });
    window.open(`https://uri.amap.com/marker?${query}`, '_blank', 'noopener');
  },

  canAskForMessages: () => false,
  askForMessages: async () => [],

  openWebPage(url) {
    window.location.assign(url);
  },

  pickPictures: async (most) => (await import('./h5/pick-pictures.ts')).pickPictures(most),
  sendBytes: async (to, bytes) => (await import('./h5/pick-pictures.ts')).sendBytes(to, bytes),

  async viewPictures(urls, first) {
    const { PicturesSheet } = await import('./h5/PicturesSheet.tsx');
    await showSheet<never>((answer) => createElement(PicturesSheet, { urls, first, answer }));
  },

  async savePicture({ pngBase64, name }) {
    download(`data:image/png;base64,${pngBase64}`, `${name}.png`);
  },

  async saveText({ name, text }) {
    download(URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' })), name);
    return true;
  },

  print: printElement,

  nowMs: localNowMs,
  syncClock: syncLocalClock,
  advanceClock: advanceLocalClock,
  copyText: copyToClipboard,
  onPrivacyQuestion: () => undefined,

  personas,
  choosePersona,
  currentPersona,
  async askDemo() {
    const { DemoSheet } = await import('./h5/DemoSheet.tsx');
    const all = await personas();
    const choice = await showSheet<DemoChoice>((answer) =>
      createElement(DemoSheet, { personas: all, answer }),
    );
    if (choice?.kind === 'moved') window.location.reload();
    return choice;
  },
  demoSmsCode,
};

export const components: PlatformComponents = {
  BranchMap,
  PrivacyAgreeButton,
  ShareButton,
  PhoneButton,
  ServiceButton,
};
