import { type Config, configSchema } from '../platform/config.ts';
import type { WechatMiniProgram } from '../wechat/index.ts';

/** Where every scanned code arrives. */
const entryPage = 'pages/selling/entry/index';
/** What a printer makes of a third of an A4 sheet. */
const widthPx = 860;
const versions = { formal: 'release', trial: 'trial', developer: 'develop' } as const;
/** Nothing is gained by asking again. */
const forGood = ['page_not_published', 'misconfigured', 'invalid_scene', 'invalid_request'];

/** Nobody's app opens what a simulator made: there a link's QR is what can be scanned. */
export const isWechatItself = ({ wechatBaseUrl }: Pick<Config, 'wechatBaseUrl'>) =>
  wechatBaseUrl === configSchema.shape.wechatBaseUrl.parse(undefined);

/** Mini-program codes, of the version of the app that messages open. */
export function miniProgramCodes(
  wechat: Pick<WechatMiniProgram, 'unlimitedCode'>,
  messageState: keyof typeof versions,
) {
  return async function miniProgramCode(scene: string): Promise<Uint8Array | null> {
    const envVersion = versions[messageState];
    const made = await wechat.unlimitedCode({ scene, page: entryPage, widthPx, envVersion });
    if (made.ok) return made.value.bytes;
    if (forGood.includes(made.failure.code)) return null;
    throw new Error(`no mini-program code: ${made.failure.code}`);
  };
}
