import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { ApiApp } from '../../platform/http/app.ts';
import type { Mount } from '../../platform/http/mount.ts';
import { problemResponse } from '../../platform/http/problem.ts';
import type { Module } from '../../platform/module.ts';
import { hears } from '../../platform/outbox.ts';
import { ok } from '../../platform/result.ts';
import type { WeComCallbacks } from '../../wechat/index.ts';
import type { Contacts } from './service.ts';

export function contactsModule(contacts: Contacts, callbacksOf: () => WeComCallbacks | null): Module {
  return {
    name: 'selling/wecom',
    items: ['ContactWay', 'UnionMember', 'MemberUnion', 'WaitingContact', 'WeComConnection'],
    announces: {
      'wecom.contact_added': 'a customer added a seller on WeCom by the way that is the seller’s',
    },
    routes(mount, app) {
      mountContactRoutes(mount, contacts);
      const callbacks = callbacksOf();
      if (callbacks) mountWeComMessages(app, contacts, callbacks);
    },
    events: [
      hears({
        name: 'wecom: contact added',
        // It asks WeCom who it is.
        queue: 'heavy',
        types: ['wecom.contact_added'],
        handle: ({ data: { codeId: code, ...data } }) => contacts.handleAdded({ ...data, code }),
      }),
    ],
  };
}

function mountContactRoutes(mount: Mount, contacts: Contacts): void {
  mount(endpoints.hqGetWeCom, async ({ query }) => ok(await contacts.connection.view(query)));
  mount(endpoints.hqRemakeContactCode, ({ params }) => contacts.remake(params.sellerId));
  mount(endpoints.getContactCode, async ({ memberId }) => ok(await contacts.read(memberId)));
  mount(endpoints.makeContactCode, ({ body, memberId }) => contacts.make(memberId, body.userId));
  mount(endpoints.deleteContactCode, ({ memberId }) => contacts.remove(memberId));
}

/** Where WeCom posts what happens to the app that the brand made there; anything but `success` makes it post again. */
export function mountWeComMessages(app: ApiApp, contacts: Contacts, callbacks: WeComCallbacks): void {
  const path = '/v1/wecom/messages';
  app.get(path, async (c) => {
    const echo = callbacks.echo(c.req.query());
    await (echo === null ? contacts.connection.refused() : contacts.connection.heard());
    return echo === null ? problemResponse(c, 'not_found') : c.text(echo);
  });
  app.post(path, async (c) => {
    const told = callbacks.read(c.req.query(), await c.req.text());
    await (told ? contacts.connection.heard() : contacts.connection.refused());
    if (!told) return problemResponse(c, 'notification_invalid');
    const handled = told.kind === 'contact_added' ? await contacts.told(told) : ok(null);
    return handled.ok ? c.text('success') : problemResponse(c, handled.code);
  });
}
