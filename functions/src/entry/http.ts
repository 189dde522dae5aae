import { refusedBelow } from '@jindian/shared/contract/client-version';
import { asksForOff } from '@jindian/shared/contract/modules/off';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import { readScannedText } from '@jindian/shared/qr-text';
import { type HqDeps, hqDepsOf, hqModule } from '../hq/index.ts';
import { type ApiApp, createApiApp, type WorkMs } from '../platform/http/app.ts';
import { createAuthenticate } from '../platform/http/authenticate.ts';
import { createMount } from '../platform/http/mount.ts';
import { throttlePages } from '../platform/http/throttled.ts';
import { permissionOwners } from '../platform/module.ts';
import type { PartHealth } from '../platform/part-health.ts';
import { mountDocumentation } from './documentation.ts';
import { healthAnswer } from './health.ts';
import type { System } from './system.ts';

/** Some scanners write everything in capitals. */
const printedPaths = ['/q/*', '/Q/*', '/01/*'] as const;

/** The API over HTTP: every row of the table of endpoints, WeChat Pay's notifications, links, documentation. */
export function createApi(
  system: System,
  options: {
    checkResponses?: boolean;
    localSignIn?: HqDeps['localSignIn'];
    localSms?: HqDeps['localSms'];
    /** A request's budget, where somebody in front waits no longer; local mode has none. */
    workMs?: WorkMs;
    /** The parts behind the system that can say how they are. On AWS there is none: the services tell their own. */
    health?: () => readonly PartHealth[];
  } = {},
): ApiApp {
  const { config, clock, members, sessions, nonces } = system;
  const app = createApiApp({ logger: system.logger, workMs: options.workMs });
  const authenticate = createAuthenticate({
    sessions,
    clock,
    gatewaySecret: system.secrets.gatewaySecret,
    claimNonce: (nonce) => nonces.claim(nonce),
    memberOfAssertion: ({ openid, unionid }) =>
      members.memberForWechat({ openid, ...(unionid ? { unionid } : {}) }),
    knownOfAssertion: ({ openid }) => members.knownForWechat(openid),
  });
  const mount = createMount(app, {
    authenticate,
    throttle: system.throttle,
    audit: system.audit,
    surroundingsOf: system.network.location,
    async heldBy(id, body) {
      const [off, stopped] = await Promise.all([system.settings.off(), system.stops.modules()]);
      if (asksForOff(off, id, body)) return 'module_off';
      return asksForOff(stopped, id, body) ? 'module_stopped' : null;
    },
    async refused() {
      const brand = await system.settings.brand.current();
      return { below: refusedBelow(brand, clock.nowMs()), workedUntil: brand.oldVersionsUntil };
    },
    checkResponses: options.checkResponses ?? false,
  });

  const hq = hqModule(
    hqDepsOf(system, {
      ...(options.localSignIn ? { localSignIn: options.localSignIn } : {}),
      ...(options.localSms ? { localSms: options.localSms } : {}),
      ...(options.health ? { health: options.health } : {}),
    }),
  );
  const modules = [...system.modules, hq];
  permissionOwners(modules);
  for (const module of modules) module.routes?.(mount, app);

  for (const path of printedPaths) app.use(path, throttlePages(system.throttle, 'printed_code'));
  app.use('/desk', throttlePages(system.throttle, 'public'));
  app.use('/docs/*', throttlePages(system.throttle, 'public'));
  app.use('/openapi.json', throttlePages(system.throttle, 'public'));
  app.get('/healthz', (c) => {
    const { status, body } = healthAnswer(options.health?.() ?? []);
    return c.json(body, status);
  });
  // The code stands behind the path. A role at headquarters is taken in a browser, any other in the shop's pages.
  app.get('/q/invitation', (c) => {
    const code = /^[0-9A-Z]{12}$/.exec(c.req.query('c') ?? '')?.[0] ?? '';
    return c.redirect(`/hq/join?c=${code}`);
  });
  // A printed link: WeChat opens the mini-program by itself, everyone else comes here and is led to the H5 page.
  // So is what was printed for the system before, whatever its addresses looked like, and the link that a GS1 code on
  // the goods is.
  for (const path of printedPaths)
    app.get(path, (c) => {
      const read = readScannedText(c.req.url);
      // Where nothing is left of it, whoever scanned it sees the shop.
      const entry =
        read.kind === 'code'
          ? `/#/pages/selling/entry/index?code=${read.code}`
          : read.kind === 'share'
            ? `/#/packages/selling/share/open/index?share=${read.shareId}`
            : '/';
      return c.redirect(`${config.h5BaseUrl ?? ''}${entry}`);
    });
  // Short enough to be typed on a computer at the counter.
  app.get('/desk', (c) => c.redirect(`${config.h5BaseUrl ?? ''}/#/packages/serving/clerk/work/index`));
  mountDocumentation(app, async () => brandNameOf(await system.settings.brand.current()));
  return app;
}
