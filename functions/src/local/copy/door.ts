/** The door of a running business, from the side of whoever copies it (local/live/door.ts). */
import { request } from 'node:http';
import type { Door } from './copy.ts';
import { CopyRefusal } from './refusal.ts';

/** Coming to an end with what was begun may take that long. */
const withinMs = 120_000;

function ask<T>(socketPath: string, act: string, said: object = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: `/${act}`, method: 'POST', timeout: withinMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode === 200) return resolve(JSON.parse(text) as T);
        const why =
          statusCode === 409 ? (JSON.parse(text) as { why: string }).why : `it answers ${statusCode}`;
        reject(new CopyRefusal(`The running system does not ${act}: ${why}.`));
      });
    });
    asked.on('timeout', () => asked.destroy(new Error(`the running system gives no answer to ${act}`)));
    asked.on('error', reject);
    asked.end(JSON.stringify(said));
  });
}

export function doorAt(socketPath: string): Door {
  const done = async (act: string, said?: object) => {
    await ask(socketPath, act, said);
  };
  return {
    hold: async (name) =>
      (await ask<{ held: { name: string; after: string | null } | null }>(socketPath, 'hold', { name })).held,
    renew: (after) => done('renew', { after }),
    freeze: () => done('freeze'),
    thaw: () => done('thaw'),
    moved: (to) => done('moved', { to }),
    movedTo: async () => (await ask<{ movedTo: string | null }>(socketPath, 'state')).movedTo,
  };
}
