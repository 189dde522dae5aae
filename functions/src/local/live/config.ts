/** The file by which one machine runs a brand's business: where it is reached, and the keys of what it stands on. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from '@jindian/shared/zod';
import { configSchema, secretParts } from '../../platform/config.ts';
import { remoteSchema } from './remote-backups.ts';

const port = z.int().min(1).max(65_535);
const isHere = (url: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

const liveSchema = z.strictObject({
  /** Where phones and WeChat Pay reach it, through the proxy in front: https, but for a rehearsal on this machine. */
  publicBaseUrl: z
    .url()
    .refine((url) => url.startsWith('https:') || isHere(url), { error: 'must begin with https://' })
    .transform((url) => url.replace(/\/$/, '')),
  wechatAppId: configSchema.shape.wechatAppId,
  messageTemplates: configSchema.shape.messageTemplates,
  messageState: configSchema.shape.messageState,
  /** Where everything is kept. */
  data: z.string().min(1),
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(4600),
  /** Addresses of the proxies whose word about who called is taken. */
  trustedProxies: z.array(z.string().min(1)).default(['127.0.0.1', '::1']),
  /** For Prometheus, on this machine alone; null: nobody looks. */
  metricsPort: port.nullable().default(4601),
  backup: z.strictObject({
    folder: z.string().min(1),
    /** How many nights are kept. */
    keep: z.int().min(1).max(1_000).default(14),
    /** The hour of the day, in Shanghai. */
    atHour: z.int().min(0).max(23).default(3),
    /** Sent there as well: a fire takes the machine and the folder beside it. */
    bucket: remoteSchema.optional(),
  }),
  secrets: z.strictObject({
    /** Shared with the gateway on CloudBase, if the mini-program has one. */
    gatewaySecret: secretParts.signing.shape.gatewaySecret.optional(),
    ...secretParts.wechat.shape,
    ...secretParts['wechat-pay'].shape,
    ...secretParts.tencent.shape,
    /** Headquarters come in by a code on the phone, and so do shoppers outside WeChat. */
    tencentSms: secretParts.tencent.shape.tencentSms.unwrap(),
  }),
  /** Other addresses of the services outside, for a rehearsal. */
  services: configSchema
    .pick({
      wechatBaseUrl: true,
      weComBaseUrl: true,
      wechatPayBaseUrl: true,
      tencentLocationBaseUrl: true,
      tencentSmsBaseUrl: true,
    })
    .strict()
    .prefault({}),
});
export type LiveConfig = z.infer<typeof liveSchema>;

/** Says what is the matter with the file, in a sentence for whoever starts the system. */
export class LiveRefusal extends Error {}

/** Folders in it are from where the file lies. Throws `LiveRefusal`. */
export function readLiveConfig(file: string): LiveConfig {
  let text: string;
  try {
    const { mode } = statSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new LiveRefusal(`${file} holds keys, and others on this machine can read it: chmod 600 ${file}`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof LiveRefusal) throw error;
    throw new LiveRefusal(`${file} cannot be read: ${(error as Error).message}`);
  }
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    // Without the parser's own words: they quote the text, and there are keys in it.
    throw new LiveRefusal(`${file} is not JSON.`);
  }
  const parsed = liveSchema.safeParse(said);
  if (!parsed.success)
    throw new LiveRefusal(
      `${file} is not complete:\n${z.prettifyError(parsed.error)}\nWhat each is: docs/operations/one-machine.md`,
    );
  const from = (given: string) => path.resolve(path.dirname(path.resolve(file)), given);
  const { data, backup, ...rest } = parsed.data;
  return { ...rest, data: from(data), backup: { ...backup, folder: from(backup.folder) } };
}
