import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createPage, definePage, forgetScripts, registerPage, runScript } from './engine.ts';
import { OpenPage, sleep, until } from './page.ts';
import type { Phone } from './phone.ts';
import { hideGlobalsFrom } from './scope.ts';
import { createWx, type Navigation, WxFailure } from './wx.ts';

type AppJson = {
  pages: string[];
  subPackages?: { root: string; pages: string[] }[];
  tabBar?: { list: { pagePath: string }[] };
  requiredPrivateInfos?: string[];
};
type AppInstance = Record<string, unknown> & {
  onLaunch?(options: object): void;
  onShow?(options: object): void;
  onHide?(options: object): void;
};

const maxPages = 10;

export type RunningApp = {
  /** The page on screen. */
  readonly page: OpenPage;
  /** Waits for a page to come on screen. */
  on(route: string): Promise<OpenPage>;
  readonly stack: readonly OpenPage[];
  /** As a person who taps the tab bar, or comes in by a link that WeChat opens. */
  switchTab(route: string): Promise<OpenPage>;
  enter(url: string): Promise<OpenPage>;
  back(): Promise<void>;
  close(): void;
};

let running: RunningApp | null = null;

/**
 * Starts a built mini-program (`folder` is dist/weapp) on a phone. One runs at a time: another phone, or the same one
 * later, is another launch. `timeoutMs` is how long its person waits for anything to appear.
 */
export async function launchApp(
  folder: string,
  phone: Phone,
  options: { start?: string; timeoutMs?: number } = {},
): Promise<RunningApp> {
  running?.close();
  hideGlobalsFrom(folder);
  forgetScripts(folder);

  const appJson = JSON.parse(readFileSync(path.join(folder, 'app.json'), 'utf8')) as AppJson;
  const routes = [
    ...appJson.pages,
    ...(appJson.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`)),
  ];
  const tabRoutes = (appJson.tabBar?.list ?? []).map(({ pagePath }) => pagePath);
  /** Tab pages stay alive once opened. */
  const tabs = new Map<string, OpenPage>();
  let stack: OpenPage[] = [];
  const registered = new Map<string, string>();
  const top = () => stack[stack.length - 1];

  function parse(url: string): { route: string; query: Record<string, string> } {
    const [location = '', search = ''] = url.replace(/^\//, '').split('?');
    if (!routes.includes(location)) throw new WxFailure(`page "${location}" is not found`);
    const pairs = search.split('&').filter(Boolean);
    // As WeChat does: values are handed over as they stand in the link.
    const query = Object.fromEntries(
      pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]),
    );
    return { route: location, query };
  }

  async function open(route: string, query: Record<string, string>): Promise<OpenPage> {
    const known = registered.get(route) ?? registerPage(folder, path.join(folder, route));
    registered.set(route, known);
    const page = new OpenPage(route, query, createPage(known), options.timeoutMs);
    page.lifecycle('onLoad', query);
    return page;
  }

  async function show(page: OpenPage, isNew: boolean): Promise<void> {
    page.lifecycle('onShow');
    if (isNew) page.lifecycle('onReady');
    await sleep(0);
  }

  const isTab = (route: string) => tabRoutes.includes(route);
  const dispose = (page: OpenPage) => {
    if (tabs.get(page.route) !== page) page.close();
  };

  const navigation: Navigation = {
    routes,
    requiredPrivateInfos: appJson.requiredPrivateInfos ?? [],
    isOnTab: () => isTab(top()?.route ?? ''),
    async navigateTo(url) {
      const { route, query } = parse(url);
      if (isTab(route)) throw new WxFailure('can not navigateTo a tabbar page');
      if (stack.length >= maxPages) throw new WxFailure('webview count limit exceed');
      top()?.lifecycle('onHide');
      const page = await open(route, query);
      stack.push(page);
      await show(page, true);
    },
    async redirectTo(url) {
      const { route, query } = parse(url);
      if (isTab(route)) throw new WxFailure('can not redirectTo a tabbar page');
      const last = stack.pop();
      if (last) dispose(last);
      const page = await open(route, query);
      stack.push(page);
      await show(page, true);
    },
    async reLaunch(url) {
      const { route, query } = parse(url);
      for (const page of stack) dispose(page);
      for (const page of tabs.values()) page.close();
      tabs.clear();
      const page = await open(route, query);
      if (isTab(route)) tabs.set(route, page);
      stack = [page];
      await show(page, true);
    },
    async switchTab(url) {
      if (url.includes('?')) throw new WxFailure('url must not have a query');
      const { route, query } = parse(url);
      if (!isTab(route)) throw new WxFailure('can not switch to no-tabBar page');
      const before = top();
      const known = tabs.get(route);
      if (before && before === known) return;
      before?.lifecycle('onHide');
      for (const page of stack) dispose(page);
      const page = known ?? (await open(route, query));
      tabs.set(route, page);
      stack = [page];
      await show(page, !known);
    },
    async navigateBack(delta) {
      const left = Math.max(1, stack.length - delta);
      if (left === stack.length) throw new WxFailure('cannot navigate back at first page.');
      while (stack.length > left) dispose(stack.pop() as OpenPage);
      const page = top();
      if (page) await show(page, false);
    },
  };

  const wx = createWx(phone, navigation);
  let instance: AppInstance = {};
  const register = (given: AppInstance) => {
    instance = given;
  };
  Object.assign(globalThis, {
    wx,
    App: register,
    getApp: () => instance,
    getCurrentPages: () => stack.map((page) => page.instance),
    Page: definePage,
  });
  const start = options.start ?? routes[0] ?? '';
  runScript(path.join(folder, 'app.js'));
  const launch = { path: start, query: {}, scene: 1001 };
  instance.onLaunch?.(launch);
  instance.onShow?.(launch);

  const app: RunningApp = {
    get page() {
      const page = top();
      if (!page) throw new Error('no page is open');
      return page;
    },
    get stack() {
      return stack;
    },
    async on(route) {
      return until(
        () => (top()?.route === route ? top() : null),
        () => `${route}; on screen is ${top()?.route}: “${top()?.text.slice(0, 200)}”`,
        options.timeoutMs,
      );
    },
    async switchTab(route) {
      await navigation.switchTab(`/${route}`);
      return app.page;
    },
    async enter(url) {
      await navigation.reLaunch(url);
      return app.page;
    },
    back: () => navigation.navigateBack(1),
    close() {
      if (running !== app) return;
      running = null;
      for (const page of new Set([...stack, ...tabs.values()])) page.close();
      stack = [];
      tabs.clear();
      instance.onHide?.({});
    },
  };
  running = app;
  await navigation.reLaunch(start);
  return app;
}
