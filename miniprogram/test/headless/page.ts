import { dispatch, document, type PageComponent, type WxNode, type WxShadowRoot } from './engine.ts';

const pollEveryMs = 15;
const quietMs = 150;
const defaultTimeoutMs = 15_000;

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits for something to become true; a test that waits in vain says for what. */
export async function until<T>(
  look: () => T | null | undefined | false,
  what: string | (() => string),
  timeoutMs = defaultTimeoutMs,
): Promise<T> {
  const endsAtMs = performance.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() >= endsAtMs)
      throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await sleep(pollEveryMs);
  }
}

/** WeChat refuses more in one go; this app draws less than that by far. */
export const maxSetDataBytes = 1_048_576;

/** A page on the screen, with the fingers and eyes of the person before it. */
export class OpenPage {
  readonly route: string;
  readonly query: Record<string, string>;
  readonly instance: PageComponent['instance'];
  readonly timeoutMs: number;
  private lastChangeAtMs = 0;
  /** The largest piece of data that was sent to the screen at once. */
  largestSetDataBytes = 0;
  private readonly component: PageComponent;
  private readonly host: HTMLElement;

  constructor(
    route: string,
    query: Record<string, string>,
    component: PageComponent,
    timeoutMs = defaultTimeoutMs,
  ) {
    this.route = route;
    this.query = query;
    this.component = component;
    this.timeoutMs = timeoutMs;
    this.host = document.createElement('div');
    document.body.appendChild(this.host);
    component.attach(this.host);
    this.instance = component.instance;
    Object.assign(this.instance, { route, __route__: route, options: query });
    const setData = this.instance.setData;
    this.instance.setData = (data, done) => {
      const bytes = Buffer.byteLength(JSON.stringify(data) ?? '');
      this.lastChangeAtMs = performance.now();
      this.largestSetDataBytes = Math.max(this.largestSetDataBytes, bytes);
      if (bytes > maxSetDataBytes) throw new Error(`setData of ${bytes} bytes on ${route}`);
      setData.call(this.instance, data, done);
    };
  }

  /** All words on the page. */
  get text(): string {
    return this.host.textContent ?? '';
  }

  /** Taro moves what lies deep into components of its own: each has a shadow root to look into. */
  private shadowRoots(): Set<WxShadowRoot> {
    const roots = new Set<WxShadowRoot>();
    for (const element of this.host.querySelectorAll('*')) {
      const root = (element as unknown as { __wxElement?: WxNode }).__wxElement?.ownerShadowRoot;
      if (root) roots.add(root);
    }
    return roots;
  }

  find(selector: string): WxNode | null {
    for (const root of this.shadowRoots()) {
      const node = root.querySelector(selector);
      if (node) return node;
    }
    return null;
  }

  private described(): string {
    return `${this.route}: “${this.text.slice(0, 300)}”`;
  }

  /** The node, as soon as it is there. */
  get(selector: string): Promise<WxNode> {
    return until(
      () => this.find(selector),
      () => `${selector} on ${this.described()}`,
      this.timeoutMs,
    );
  }

  async gone(selector: string): Promise<void> {
    await until(
      () => !this.find(selector),
      () => `${selector} to go from ${this.described()}`,
      this.timeoutMs,
    );
  }

  async says(words: string | RegExp): Promise<void> {
    await until(
      () => (typeof words === 'string' ? this.text.includes(words) : words.test(this.text)),
      () => `${words} on ${this.described()}`,
      this.timeoutMs,
    );
  }

  /** An attribute of a native component, as the template gave it. */
  async attribute(selector: string, name: string): Promise<unknown> {
    return attributeOf(await this.get(selector), name);
  }

  /** The words inside a node. */
  async textOf(selector: string): Promise<string> {
    const node = (await this.get(selector)) as WxNode & { $$?: HTMLElement };
    return node.$$?.textContent ?? '';
  }

  async fire(selector: string, type: string, detail: object = {}): Promise<void> {
    dispatch(await this.get(selector), type, detail);
    await sleep(0);
  }

  /** A tap; a disabled button is waited for, as a person would. */
  async tap(selector: string): Promise<void> {
    const node = await until(
      () => {
        const found = this.find(selector);
        return found && attributeOf(found, 'disabled') !== true ? found : null;
      },
      () => `${selector} to be there and enabled on ${this.described()}`,
      this.timeoutMs,
    );
    dispatch(node, 'tap', { x: 10, y: 10 });
    await sleep(0);
  }

  /** Waits until the page has stopped changing, as a person does before tapping the same place again. */
  async quiet(): Promise<void> {
    await sleep(quietMs);
    await until(
      () => performance.now() - this.lastChangeAtMs > quietMs,
      () => `rest on ${this.described()}`,
      this.timeoutMs,
    );
  }

  /** Types a text and leaves the field. */
  async fill(selector: string, value: string): Promise<void> {
    await this.fire(selector, 'input', { value, cursor: value.length });
    await this.fire(selector, 'blur', { value });
  }

  /** A lifecycle of WeChat's, by name: `onShow`, `onReachBottom`, `onPullDownRefresh`, `onShareAppMessage`… */
  lifecycle(name: string, ...args: unknown[]): unknown {
    const method = this.instance[name];
    return typeof method === 'function' ? method.apply(this.instance, args) : undefined;
  }

  close(): void {
    this.lifecycle('onUnload');
    this.component.detach();
    this.host.remove();
  }
}

function attributeOf(node: WxNode, name: string): unknown {
  return node._vt?.attrs?.find((attribute) => attribute.name === name)?.value;
}
