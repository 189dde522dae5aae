import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import { z } from '@jindian/shared/zod';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { setCookie } from 'hono/cookie';
import type { System } from '../entry/system.ts';
import type { FolderPictures } from '../goods/pictures/store.ts';
import { cookieNames, cookieOptions } from '../hq/visit.ts';
import type { MovableClock } from '../platform/clock.ts';
import type { FolderFiles } from '../platform/files/store.ts';
import { addressOf } from '../platform/http/address.ts';
import { maxBodyBytes } from '../platform/http/app.ts';
import { problemOf, problemResponse } from '../platform/http/problem.ts';
import type { Logger } from '../platform/logger.ts';
import type { SmsSimulator } from '../simulators/tencent/index.ts';
import type { WechatPaySimulator } from '../simulators/wechat/index.ts';
import type { WeComSimulator } from '../simulators/wechat/wecom/simulator.ts';
import { drawProductImage } from './demo/catalog/index.ts';
import { hqPersona, type Persona } from './demo/people.ts';
import { mountFiles, mountFront, mountH5, mountPictures } from './front.ts';
import type { Processes } from './processes.ts';
import { mountWalletPages } from './wallet-pages.ts';
import { mountWeComPages } from './wecom-pages.ts';

const maxAdvanceMs = 400 * 86_400_000;

/** The code in the last message to a number. */
export function lastCode(sms: SmsSimulator, phone: string): string | null {
  const number = phone.startsWith('+') ? phone : `+86${phone}`;
  return sms.control.sent().findLast((one) => one.phone === number)?.parameters[0] ?? null;
}

/**
 * What only local mode has, around the API as it is deployed: the H5 build, product pictures, personas instead of
 * a WeChat login, a wallet, and a clock that can be moved.
 */
export function createLocalApp(deps: {
  /** The API, as `fetch`: of this process, or of functions in others. */
  api: { fetch(request: Request, environment?: object): Response | Promise<Response> };
  system: System;
  clock: MovableClock;
  pay: WechatPaySimulator;
  sms: SmsSimulator;
  wecom: WeComSimulator;
  processes: Pick<Processes, 'settle'>;
  pictures: Pick<FolderPictures, 'takeUpload'>;
  files: Pick<FolderFiles, 'take'>;
  logger: Logger;
  /** Who can be played. */
  personas: readonly Persona[];
}): Hono {
  const { api, system, clock, pay, sms, wecom, processes, pictures, files, logger, personas } = deps;
  const app = new Hono();
  app.use(
    '/local/*',
    bodyLimit({ maxSize: maxBodyBytes, onError: (c) => problemResponse(c, 'payload_too_large') }),
  );
  app.use('*', async (c, next) => {
    await next();
    // Sessions of personas are handed out here.
    if (c.req.path.startsWith('/local/')) c.header('cache-control', 'no-store');
  });
  mountFront(app);

  app.get('/local/personas', (c) =>
    c.json({
      items: personas.map(({ id, name, role, description, roles, standsAt }) => ({
        id,
        name,
        role,
        description,
        standsAt,
        ...(roles[0]?.scope.kind === 'branch' ? { locationId: roles[0].scope.locationId } : {}),
      })),
    }),
  );

  app.post('/local/personas/:id/session', async (c) => {
    const persona = personas.find(({ id }) => id === c.req.param('id'));
    if (!persona) return problemResponse(c, 'not_found');
    const { openid, nickname, phone } = persona;
    const principal = await system.members.memberForWechat({ openid, nickname, phone });
    const binding = await system.attribution.bindingOf(principal.memberId, clock.nowMs());
    const [session, member] = await Promise.all([
      system.sessions.open(principal.memberId, 'own', {
        address: addressOf(c),
        agent: c.req.header('user-agent')?.slice(0, 200) ?? null,
      }),
      system.members.view(principal.memberId, binding),
    ]);
    const { token, expiresAtMs } = session;
    return member.ok ? c.json({ token, expiresAtMs, member: member.value }) : problemResponse(c, member.code);
  });

  /** Into HQ's web view as the demo's headquarters: what is deployed has no such button on its sign-in page. */
  app.get('/local/hq', async (c) => {
    if (!personas.some(({ id }) => id === hqPersona.id)) return c.redirect('/hq', 303);
    const principal = await system.members.memberForWechat({ openid: hqPersona.openid });
    const { token } = await system.sessions.open(principal.memberId, 'hq', {
      address: addressOf(c),
      agent: c.req.header('user-agent')?.slice(0, 200) ?? null,
    });
    setCookie(c, cookieNames.session, token, cookieOptions(system.config.publicBaseUrl));
    return c.redirect('/hq', 303);
  });

  /** What the WeChat wallet does when its owner confirms or goes back. */
  app.post('/local/pay', async (c) => {
    const wanted = z
      .object({ package: z.string().regex(/^prepay_id=/), accept: z.boolean() })
      .safeParse(await c.req.json().catch(() => null));
    if (!wanted.success) return problemResponse(c, 'invalid_request', { detail: 'package, accept' });
    const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const caller = await system.sessions.verify('api', bearer);
    if (!caller.ok) return problemResponse(c, caller.code);
    const payerOpenid = await system.members.openidOf(caller.value.principal.memberId);
    const answer = await fetch(`${pay.baseUrl}/simulator/${wanted.data.accept ? 'pay' : 'cancel'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prepayId: wanted.data.package.slice('prepay_id='.length), payerOpenid }),
    });
    return c.json({ paid: wanted.data.accept && answer.ok });
  });

  mountWalletPages(app, pay);
  mountWeComPages(app, { api, system, wecom, processes, clock, personas });

  /** What lies on the phone that a code was sent to. */
  app.post('/local/sms', async (c) => {
    const wanted = z.object({ phone: mobilePhoneSchema }).safeParse(await c.req.json().catch(() => null));
    if (!wanted.success) return problemResponse(c, 'invalid_request', { detail: 'phone' });
    const { phone } = wanted.data;
    return c.json({ code: lastCode(sms, phone) });
  });

  app.get('/local/clock', (c) => c.json({ nowMs: clock.nowMs(), movedMs: clock.offsetMs() }));
  app.post('/local/clock', async (c) => {
    const wanted = z
      .object({ advanceMs: z.int().min(0).max(maxAdvanceMs) })
      .safeParse(await c.req.json().catch(() => null));
    if (!wanted.success) return problemResponse(c, 'invalid_request', { detail: 'advanceMs' });
    clock.advance(wanted.data.advanceMs);
    await processes.settle();
    return c.json({ nowMs: clock.nowMs(), movedMs: clock.offsetMs() });
  });

  /** The same from HQ's pages, which work without a script. */
  app.post('/local/hq/clock', async (c) => {
    const wanted = z
      .object({ advanceMs: z.coerce.number().int().min(0).max(maxAdvanceMs), back: z.string() })
      .safeParse(await c.req.parseBody().catch(() => null));
    if (!wanted.success) return problemResponse(c, 'invalid_request', { detail: 'advanceMs, back' });
    clock.advance(wanted.data.advanceMs);
    await processes.settle();
    return c.redirect(/^\/hq(?=[/?]|$)/.test(wanted.data.back) ? wanted.data.back : '/hq', 303);
  });

  app.get('/assets/products/:file', (c) => {
    const svg = drawProductImage(c.req.path);
    if (!svg) return problemResponse(c, 'not_found');
    return c.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' });
  });

  mountPictures(app, pictures);
  mountFiles(app, files);
  mountH5(app);
  app.all('*', (c) => api.fetch(c.req.raw, c.env as object));
  app.onError((error, c) => {
    const code = problemOf(error);
    if (code === 'internal')
      logger.error({ method: c.req.method, path: c.req.path, err: error }, 'unhandled');
    return problemResponse(c, code);
  });
  return app;
}
