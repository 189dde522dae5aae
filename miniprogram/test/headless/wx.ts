import type { Phone } from './phone.ts';

type Options = Record<string, unknown> & {
  success?: (answer: unknown) => void;
  fail?: (answer: { errMsg: string }) => void;
  complete?: (answer: unknown) => void;
};
type Answer = Record<string, unknown> | undefined;

export class WxFailure extends Error {}

/** How the app moves between its pages; see app.ts. */
export type Navigation = {
  navigateTo(url: string): Promise<void>;
  redirectTo(url: string): Promise<void>;
  reLaunch(url: string): Promise<void>;
  switchTab(url: string): Promise<void>;
  navigateBack(delta: number): Promise<void>;
  isOnTab(): boolean;
  routes: readonly string[];
  requiredPrivateInfos: readonly string[];
};

const windowInfo = {
  pixelRatio: 3,
  screenWidth: 390,
  screenHeight: 844,
  windowWidth: 390,
  windowHeight: 753,
  statusBarHeight: 47,
  safeArea: { left: 0, right: 390, top: 47, bottom: 810, width: 390, height: 763 },
};
const maxModalButtonChars = 4;
const maxSubscribeTemplates = 3;

/**
 * The `wx` of a phone: what the app calls, with WeChat's own limits. What is not in this table does not exist for the
 * app. Answers come later, as on a phone, never within the call.
 */
export function createWx(phone: Phone, navigation: Navigation): Record<string, unknown> {
  const { person } = phone;
  let askForPrivacy: ((resolve: (answer: { event: string }) => void, info: unknown) => void) | null = null;

  const fail = (reason: string): never => {
    throw new WxFailure(reason);
  };

  /** WeChat asks for consent before the first use of what the privacy guide names. */
  async function needPrivacy(api: string): Promise<void> {
    if (phone.privacyAgreed) return;
    const ask = askForPrivacy;
    if (!ask) return fail('privacy permission is not authorized');
    const { event } = await new Promise<{ event: string }>((resolve) => ask(resolve, { referrer: api }));
    if (event !== 'agree') fail('privacy permission is not authorized');
    phone.privacyAgreed = true;
  }

  function needDeclared(api: string): void {
    if (!navigation.requiredPrivateInfos.includes(api)) {
      fail('the api need to be declared in the requiredPrivateInfos field in app.json');
    }
  }

  const withCallbacks: Record<string, (options: Options) => Answer | Promise<Answer>> = {
    navigateTo: async ({ url }) => {
      if (!phone.person.downloads(String(url))) fail('timeout');
      await navigation.navigateTo(String(url));
      return {};
    },
    redirectTo: async ({ url }) => {
      await navigation.redirectTo(String(url));
      return {};
    },
    reLaunch: async ({ url }) => {
      await navigation.reLaunch(String(url));
      return {};
    },
    switchTab: async ({ url }) => {
      await navigation.switchTab(String(url));
      return {};
    },
    navigateBack: async ({ delta }) => {
      await navigation.navigateBack(typeof delta === 'number' ? delta : 1);
      return {};
    },
    login: () => ({ code: `code-${phone.callsOf('login').length}` }),
    async scanCode() {
      const result = await person.scan();
      return result === null ? fail('cancel') : { result, scanType: 'QR_CODE', charSet: 'utf-8' };
    },
    async getLocation({ type }) {
      needDeclared('getLocation');
      await needPrivacy('getLocation');
      if (person.location === null) return fail('auth deny');
      if (type !== 'gcj02') fail(`the demo network is in gcj02, asked for ${String(type)}`);
      return { ...person.location, accuracy: 30 };
    },
    async chooseLocation() {
      needDeclared('chooseLocation');
      await needPrivacy('chooseLocation');
      return person.chooseLocation() ?? fail('cancel');
    },
    openLocation: () => ({}),
    async requestPayment(options) {
      for (const name of ['timeStamp', 'nonceStr', 'package', 'signType', 'paySign']) {
        if (typeof options[name] !== 'string') fail(`parameter error: ${name}`);
      }
      const { success: _s, fail: _f, complete: _c, ...params } = options;
      const outcome = await person.pay(params as Record<string, string>);
      return outcome === 'paid' ? {} : fail('cancel');
    },
    async openBusinessView({ businessType, extraData }) {
      const { transaction_id: id } = (extraData ?? {}) as { transaction_id?: unknown };
      if (businessType !== 'weappOrderConfirm' || typeof id !== 'string') return fail('invalid businessType');
      return { extraData: { status: await person.confirmReceipt(id) } };
    },
    requestSubscribeMessage({ tmplIds }) {
      const asked = tmplIds as string[];
      if (asked.length > maxSubscribeTemplates) fail('The number of templates exceeds the limit');
      const accepted = person.subscribe(asked);
      return Object.fromEntries(asked.map((id) => [id, accepted.includes(id) ? 'accept' : 'reject']));
    },
    showModal(options) {
      for (const name of ['confirmText', 'cancelText']) {
        const text = options[name];
        if (typeof text === 'string' && [...text].length > maxModalButtonChars) {
          fail(`${name} length should not larger than ${maxModalButtonChars}`);
        }
      }
      const confirm = person.modal(options as { title?: string; content?: string });
      return { confirm, cancel: !confirm, content: null };
    },
    showLoading: () => ({}),
    hideLoading: () => ({}),
    setTabBarItem: () => (navigation.isOnTab() ? {} : fail('not TabBar page')),
    setTabBarBadge: () => (navigation.isOnTab() ? {} : fail('not TabBar page')),
    removeTabBarBadge: () => (navigation.isOnTab() ? {} : fail('not TabBar page')),
    setNavigationBarTitle: () => ({}),
    exitMiniProgram: () => ({}),
    startPullDownRefresh: () => ({}),
    stopPullDownRefresh: () => ({}),
    pageScrollTo: () => ({}),
    setClipboardData: ({ data }) => (typeof data === 'string' ? {} : fail('parameter error: data')),
    makePhoneCall: () => ({}),
    vibrateLong: () => ({}),
    vibrateShort: () => ({}),
    shareFileMessage: ({ filePath }) => (phone.files.has(String(filePath)) ? {} : fail('file not found')),
    showShareImageMenu: ({ path }) => (phone.files.has(String(path)) ? {} : fail('file not found')),
    previewImage: () => ({}),
    getSetting: () => ({ authSetting: {} }),
    getPrivacySetting: () => ({
      needAuthorization: !phone.privacyAgreed,
      privacyContractName: '隐私保护指引',
    }),
  };

  const plain: Record<string, unknown> = {
    env: { USER_DATA_PATH: 'wxfile://usr' },
    canIUse: () => true,
    nextTick: (work: () => void) => setTimeout(work, 0),
    getSystemInfoSync: () => ({
      ...windowInfo,
      platform: 'ios',
      SDKVersion: '3.8.0',
      language: phone.language,
    }),
    getWindowInfo: () => windowInfo,
    getAppBaseInfo: () => ({ SDKVersion: '3.8.0', language: phone.language, theme: 'light' }),
    getDeviceInfo: () => ({ platform: 'ios', system: 'iOS 17.0', brand: 'iPhone', model: 'iPhone 14' }),
    getAccountInfoSync: () => ({ miniProgram: { envVersion: 'release' } }),
    getMenuButtonBoundingClientRect: () => ({
      top: 51,
      bottom: 83,
      left: 296,
      right: 383,
      width: 87,
      height: 32,
    }),
    getLaunchOptionsSync: () => ({ path: navigation.routes[0], query: {}, scene: 1001 }),
    getEnterOptionsSync: () => ({ path: navigation.routes[0], query: {}, scene: 1001 }),
    getStorageSync: (key: string) => structuredClone(phone.storage.get(key) ?? ''),
    setStorageSync: (key: string, value: unknown) => void phone.storage.set(key, structuredClone(value)),
    removeStorageSync: (key: string) => void phone.storage.delete(key),
    getFileSystemManager: () => ({
      writeFileSync(file: string, data: string, encoding: string) {
        if (encoding !== 'base64' && encoding !== 'utf8') throw new Error(`writeFileSync: ${encoding}`);
        phone.files.set(file, data);
      },
      unlinkSync: (file: string) => void phone.files.delete(file),
    }),
    createInnerAudioContext: () => ({
      src: '',
      play: () => void phone.calls.push({ api: 'audio.play', input: undefined }),
      stop: () => undefined,
      destroy: () => undefined,
    }),
    createSelectorQuery,
    onNeedPrivacyAuthorization: (ask: typeof askForPrivacy) => {
      askForPrivacy = ask;
    },
    getUpdateManager: () => ({
      onCheckForUpdate: () => undefined,
      onUpdateFailed: () => undefined,
      onUpdateReady: (told: () => void) => void phone.whenUpdated.push(told),
      applyUpdate: () => void phone.calls.push({ api: 'applyUpdate', input: undefined }),
    }),
    onWindowResize: () => undefined,
    offWindowResize: () => undefined,
    cloud: {
      init: (input: unknown) => void phone.calls.push({ api: 'cloud.init', input }),
      async callFunction(call: { name: string; data: unknown }) {
        // What goes to the cloud is text: nothing but plain data gets there.
        const sent = JSON.parse(JSON.stringify({ name: call.name, data: call.data }));
        phone.calls.push({ api: 'cloud.callFunction', input: sent });
        return { result: await person.callFunction(sent), errMsg: 'cloud.callFunction:ok' };
      },
    },
  };

  const wx: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(plain)) {
    wx[name] =
      typeof value !== 'function' || /^(get|canIUse|nextTick|create)/.test(name)
        ? value
        : (...args: unknown[]) => {
            phone.calls.push({ api: name, input: args[0] });
            return value(...args);
          };
  }
  for (const [name, work] of Object.entries(withCallbacks)) {
    wx[name] = (options: Options = {}) => {
      const { success, fail: failed, complete, ...input } = options;
      phone.calls.push({ api: name, input });
      void later()
        .then(() => work(options))
        .then(
          (answer) => {
            const told = { errMsg: `${name}:ok`, ...answer };
            success?.(told);
            complete?.(told);
          },
          (error: Error) => {
            if (!(error instanceof WxFailure)) {
              // A mistake of the test or of this table, not an answer of WeChat.
              void Promise.reject(error);
              return;
            }
            const told = { errMsg: `${name}:fail ${error.message}` };
            failed?.(told);
            complete?.(told);
          },
        );
    };
  }
  return wx;
}

const later = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** Without layout every node measures zero. */
function createSelectorQuery() {
  const zero = { left: 0, top: 0, right: 0, bottom: 0, width: 0, height: 0, scrollTop: 0, scrollLeft: 0 };
  const answers: unknown[] = [];
  let many = false;
  const query: Record<string, unknown> = {};
  const select = (isMany: boolean) => () => {
    many = isMany;
    return query;
  };
  const measure = (...args: unknown[]) => {
    const answer = many ? [zero] : zero;
    answers.push(answer);
    const told = args.find((arg) => typeof arg === 'function') as ((answer: unknown) => void) | undefined;
    if (told) setTimeout(() => told(answer), 0);
    return query;
  };
  return Object.assign(query, {
    in: () => query,
    select: select(false),
    selectAll: select(true),
    selectViewport: select(false),
    boundingClientRect: measure,
    scrollOffset: measure,
    fields: measure,
    node: measure,
    exec: (told?: (all: unknown[]) => void) => setTimeout(() => told?.(answers), 0),
  });
}
