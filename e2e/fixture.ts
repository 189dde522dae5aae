import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { dayMs, hourMs } from '@jindian/shared/time';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { personas } from '../functions/src/local/demo/people.ts';
import { type LocalOptions, type LocalSystem, startLocal } from '../functions/src/local/start.ts';
import { findOrInstallChromium } from '../scripts/chromium.mjs';
import { appSources, isFresh } from '../scripts/freshness.mjs';
import { cameraFlags, filmDarkness, filmPicture } from './camera.ts';
import { type App, openApp } from './pages/app.ts';
import { type Hq, openHq } from './pages/hq.ts';
import { artefacts, createPhotographer } from './photographs.ts';

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Somebody's phone, or the computer at HQ. */
export type Screen = Pick<App, 'who' | 'context' | 'page' | 'troubles'>;

export type E2eFixture = Awaited<ReturnType<typeof startE2eFixture>>;

/** From any moment to ten in the morning of the next day in Shanghai: shops are open, whenever the tests run. */
function untilTenInTheMorning(nowMs: number): number {
  const shanghaiMs = nowMs + 8 * hourMs;
  return Math.ceil(shanghaiMs / dayMs) * dayMs + 10 * hourMs - shanghaiMs;
}

/**
 * The whole system in this process and a real Chromium, in which people open the mini-program (as H5) and HQ its web
 * view. `name` begins the names of the screenshots.
 */
export async function startE2eFixture(
  name: string,
  options: Pick<LocalOptions, 'stockAt' | 'network'> & {
    /** Looks at whatever is photographed, or would be. */
    onShot?: (page: Page) => Promise<void>;
  } = {},
) {
  const { onShot = async () => undefined } = options;
  if (!isFresh('miniprogram/dist/h5/index.html', appSources)) {
    throw new Error(
      'The built H5 app is not there, or older than its source: run `npm run build:h5`, then this again.',
    );
  }
  mkdirSync(artefacts, { recursive: true });
  const cameraFile = path.join(artefacts, `${name}-camera.y4m`);
  filmDarkness(cameraFile);
  const [local, browser] = await Promise.all([
    startLocal({ ...options, autorun: true }),
    launch(cameraFlags(cameraFile)),
  ]);
  await passTime(local, untilTenInTheMorning(local.clock.nowMs()));
  const screens: Screen[] = [];
  const phones: App[] = [];
  const photograph = createPhotographer(name);

  async function contextFor(size: { width: number; height: number }): Promise<BrowserContext> {
    const context = await browser.newContext({
      viewport: size,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      baseURL: local.baseUrl,
      // Toasts and sheets come and go at once: a screenshot shows one state, not a movement between two.
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(20_000);
    return context;
  }

  return {
    local,
    browser,
    /** The mini-program in the hands of a persona, on a phone of their own. */
    async person(personaId: string): Promise<App> {
      if (!personas.some(({ id }) => id === personaId)) throw new Error(`there is no ${personaId}`);
      const context = await contextFor({ width: 390, height: 844 });
      const app = await openApp({ context, personaId, photograph, onShot, nowMs: local.clock.nowMs() });
      screens.push(app);
      phones.push(app);
      return app;
    },
    /** Holds a picture in front of every camera. */
    holdBeforeCameras: (picture: Buffer) => filmPicture(browser, cameraFile, picture),
    async hq(): Promise<Hq> {
      const context = await contextFor({ width: 1280, height: 800 });
      const hq = await openHq({ context, photograph, onShot });
      screens.push(hq);
      return hq;
    },
    /** Somebody else's doing, straight through the API: a row of its table, as the app calls it. */
    async act(
      personaId: string,
      method: 'POST' | 'GET' | 'PUT',
      path: string,
      body?: unknown,
    ): Promise<unknown> {
      const session = await post(local, `/local/personas/${personaId}/session`, {});
      const { token } = session as { token: string };
      const answer = await fetch(`${local.baseUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': local.system.ids.next(),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    /** As long as a screen takes at most to ask again how things stand. */
    secondsPass(): Promise<void> {
      return this.passTime(6_000);
    },
    /** Time goes on for the system and the phones; what became due meanwhile is done when this returns. */
    async passTime(byMs: number): Promise<void> {
      await passTime(local, byMs);
      await Promise.all(
        phones.filter(({ page }) => !page.isClosed()).map(({ page }) => page.clock.fastForward(byMs)),
      );
    },
    /**
     * What every browser complained about, but for what the journey provoked: errors in the console, requests that
     * failed or were refused.
     */
    troubles: (expected: readonly RegExp[] = []) =>
      screens.flatMap(({ who, troubles }) =>
        troubles
          .filter((trouble) => !expected.some((pattern) => pattern.test(trouble)))
          .map((trouble) => `${who}: ${trouble}`),
      ),
    /** A picture of every screen, for whoever wants to know why a step failed. */
    async pictureOfFailure(): Promise<void> {
      await Promise.all(
        screens
          .filter(({ page }) => !page.isClosed())
          .map(({ who, page }) =>
            page
              .screenshot({ path: path.join(artefacts, `${name}-failed-${who}.png`), timeout: 5_000 })
              .catch(() => undefined),
          ),
      );
    },
    async close(): Promise<void> {
      await browser.close();
      await local.close();
    },
  };
}

function launch(flags: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: findOrInstallChromium(), args: [...chromiumFlags, ...flags] });
}

async function post(local: LocalSystem, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${local.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function passTime(local: LocalSystem, byMs: number): Promise<void> {
  await post(local, '/local/clock', { advanceMs: byMs });
}
