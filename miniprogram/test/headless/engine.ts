import { createRequire } from 'node:module';
import { JSDOM } from 'jsdom';

const require = createRequire(import.meta.url);

/** A node of WeChat's own component framework, as far as it is used here. */
export type WxNode = {
  id: string;
  is?: string;
  ownerShadowRoot: WxShadowRoot | null;
  /** The virtual tag that j-component drew this node from. */
  _vt?: { tagName?: string; attrs?: { name: string; value: unknown }[] };
};
export type WxShadowRoot = { querySelector(selector: string): WxNode | null };

export type PageInstance = Record<string, unknown> & {
  data: unknown;
  setData(data: object, done?: () => void): void;
};
export type PageComponent = {
  instance: PageInstance;
  attach(parent: Element): void;
  detach(): void;
};

// miniprogram-simulate looks for a browser at import.
const dom = new JSDOM('<!doctype html><body></body>', { pretendToBeVisual: true });
export const document = dom.window.document;
const browserNames = [
  'document',
  'Event',
  'CustomEvent',
  'HTMLElement',
  'Node',
  'Element',
  'TouchEvent',
  'MouseEvent',
];
Object.assign(
  globalThis,
  { window: dom.window },
  Object.fromEntries(
    browserNames.map((name) => [name, (dom.window as unknown as Record<string, unknown>)[name]]),
  ),
);

/** Runs components with WeChat's own WXML compiler and component framework. */
const simulate = require('miniprogram-simulate') as {
  load(file: string, options: { rootPath: string; compiler: 'official' }): string;
  render(id: string, properties: object): PageComponent;
};
const exparser = require('miniprogram-exparser') as {
  Event: {
    create(type: string, detail: object, options: object): object;
    dispatchEvent(node: WxNode, event: object): void;
  };
};

const RealComponent = (globalThis as unknown as { Component: (options: object) => void }).Component;

/** `Page(…)` of the mini-program, as the component that WeChat makes of it. */
export function definePage({ data, ...rest }: Record<string, unknown>): void {
  RealComponent({
    data: data ?? {},
    methods: Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value === 'function')),
  });
}

/** Runs the script of a page, which registers it. Like WeChat, do it once in a launch. */
export function registerPage(folder: string, file: string): string {
  return simulate.load(file, { rootPath: folder, compiler: 'official' });
}

export function createPage(registered: string): PageComponent {
  return simulate.render(registered, {});
}

/** A touch or a native component's event, through capture and bubbling over every shadow root. */
export function dispatch(node: WxNode, type: string, detail: object): void {
  const event = exparser.Event.create(type, detail, { bubbles: true, capturePhase: true, composed: true });
  exparser.Event.dispatchEvent(node, event);
}

/** The module of a file of the mini-program, run anew. */
export function runScript(file: string): void {
  require(file);
}

let compiledFolder: string | null = null;

/** Before another launch: modules begin anew. Templates do not: WeChat's compiler knows one build in a process. */
export function forgetScripts(folder: string): void {
  if (compiledFolder !== null && folder !== compiledFolder) {
    throw new Error('another build needs another process: put its test into a file of its own');
  }
  compiledFolder = folder;
  for (const file of Object.keys(require.cache)) if (file.startsWith(folder)) delete require.cache[file];
}
