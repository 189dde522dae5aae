import { messageKinds } from '@jindian/shared/contract/people/message-kinds';
import { z } from '@jindian/shared/zod';
import { messageStates, type SecretPart } from './deployed-names.ts';

const secretText = z.string().min(16);

const merchantNumber = z.string().regex(/^[0-9A-Za-z]{1,32}$/);
const payAccountSchema = z.object({
  mchid: merchantNumber,
  merchantSerial: z.string().min(1),
  merchantPrivateKeyPem: z.string().min(1),
  apiV3Key: z.string().length(32),
  /** WeChat Pay public key mode; absent, platform certificates are downloaded. */
  platformPublicKeyPem: z.string().optional(),
  platformPublicKeyId: z.string().optional(),
});

const signingSchema = z.object({
  /** Signs session tokens and pickup codes (HMAC). */
  sessionSecret: secretText,
  pickupSecret: secretText,
  codeSecret: secretText,
  /** Shared with the gateway function on CloudBase, which signs assertions with it. */
  gatewaySecret: secretText,
});
/** WeCom of the brand: its company, the app made there that may see customers, and what that app's messages are sealed with. */
const weComSchema = z.object({
  corpId: z.string().regex(/^[0-9A-Za-z]{6,40}$/),
  secret: z.string().min(1),
  token: z.string().regex(/^[0-9A-Za-z]{3,32}$/),
  encodingAesKey: z.string().regex(/^[0-9A-Za-z]{43}$/),
});
const wechatSchema = z.object({
  wechatAppSecret: z.string().min(1),
  /** For messages of WeChat's servers, as they stand in the mini-program's console (消息推送, safe mode). */
  wechatMessages: z
    .object({
      token: z.string().regex(/^[0-9A-Za-z]{3,32}$/),
      encodingAesKey: z.string().regex(/^[0-9A-Za-z]{43}$/),
    })
    .optional(),
  /** Absent: the brand is not on WeCom. */
  wecom: weComSchema.optional(),
});
/** The brand's own merchant, and others whose keys it was given. */
const paySchema = z.object({
  wechatPay: payAccountSchema.extend({
    others: z
      .array(
        payAccountSchema.extend({
          /** Present: a service provider's number, whose keys sign for these merchants only. */
          subMerchants: z
            .array(z.object({ subMchid: merchantNumber, subAppid: z.string().min(1).optional() }))
            .min(1)
            .optional(),
        }),
      )
      .optional(),
  }),
});

/** The code by which an empty system gets its first administrator, once; a deployment makes it. */
const bootstrapSchema = z.object({
  bootstrapCode: z.string().min(12).optional(),
  bootstrapUntilMs: z.coerce.number().int().optional(),
});

/** What the front proves itself with; made by the deployment. */
const frontSchema = z.object({ frontSecret: secretText.optional() });

/** Keys of Tencent's services; a brand may be without any of them. */
const tencentSchema = z.object({
  /** The WebService API of the Tencent Location Service, with its signature check switched on. */
  tencentLocation: z.object({ key: z.string().min(1), secretKey: z.string().min(1) }).optional(),
  /** SMS of Tencent Cloud, for signing in outside WeChat; the template takes the code and its minutes. */
  tencentSms: z
    .object({
      secretId: z.string().min(1),
      secretKey: z.string().min(1),
      region: z.string().min(1).default('ap-guangzhou'),
      sdkAppId: z.string().regex(/^[0-9]{5,20}$/),
      signName: z.string().min(1),
      templateId: z.string().min(1),
      abroadTemplateId: z.string().min(1).optional(),
      invitationTemplateId: z.string().min(1).optional(),
      abroadInvitationTemplateId: z.string().min(1).optional(),
      linkTemplateId: z.string().min(1).optional(),
      abroadLinkTemplateId: z.string().min(1).optional(),
    })
    .optional(),
});

/**
 * Everything that must not be in an environment variable: kept in Secrets Manager in parts, since few functions
 * need them all, and read once at start.
 */
export const secretParts = {
  signing: signingSchema,
  wechat: wechatSchema,
  'wechat-pay': paySchema,
  tencent: tencentSchema,
  bootstrap: bootstrapSchema,
  front: frontSchema,
} as const satisfies Record<SecretPart, z.ZodObject>;
export type Secrets = z.infer<typeof signingSchema> &
  z.infer<typeof wechatSchema> &
  z.infer<typeof paySchema> &
  z.infer<typeof tencentSchema> &
  z.infer<typeof bootstrapSchema> &
  z.infer<typeof frontSchema>;

const messageTemplateSchema = z.object({
  templateId: z.string().min(1),
  /** Field of the template → what goes into it. */
  fields: z.record(z.string(), z.enum(['goods', 'number', 'place', 'time', 'amount'])),
});

/** The brand's subscribe messages; a kind without a template is not sent. */
const messageTemplatesSchema = z.partialRecord(z.enum(messageKinds), messageTemplateSchema);

export const configSchema = z.object({
  stage: z.enum(['local', 'production']).default('production'),
  tableName: z.string().min(3),
  /** Addresses of the queues, up to their names; local mode has its own. */
  queueUrlPrefix: z.url().default('http://localhost/'),
  /** Where people and WeChat Pay reach the API, without a trailing slash. */
  publicBaseUrl: z.url(),
  /** Where the H5 build is served; by default beside the API. */
  h5BaseUrl: z.url().optional(),
  /** The bucket of the pictures of goods, where a function has to do with them. */
  pictureBucket: z.string().min(3).optional(),
  /** The bucket of what people download, where a function makes such files. */
  fileBucket: z.string().min(3).optional(),
  /** Where a browser sends pictures to; by default where the pages come from. */
  pictureUploadOrigin: z.url().optional(),
  wechatAppId: z.string().min(1),
  wechatBaseUrl: z.url().default('https://api.weixin.qq.com'),
  weComBaseUrl: z.url().default('https://qyapi.weixin.qq.com'),
  wechatPayBaseUrl: z.url().default('https://api.mch.weixin.qq.com'),
  tencentLocationBaseUrl: z.url().default('https://apis.map.qq.com'),
  tencentSmsBaseUrl: z.url().default('https://sms.tencentcloudapi.com'),
  messageTemplates: messageTemplatesSchema.default({}),
  /** Which mini-program a subscribe message opens. */
  messageState: z.enum(messageStates).default('formal'),
  /** How many times longer than on AWS its services are waited for: for one machine that plays them all. */
  patienceTimes: z.coerce.number().int().min(1).max(20).default(1),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});
export type Config = z.infer<typeof configSchema>;

/** Reads the configuration of a deployed function; throws at start, with every name that is wrong, if it is not complete. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = configSchema.safeParse({
    stage: environment.JINDIAN_STAGE,
    tableName: environment.JINDIAN_TABLE_NAME,
    queueUrlPrefix: environment.JINDIAN_QUEUE_URL_PREFIX,
    publicBaseUrl: environment.JINDIAN_PUBLIC_BASE_URL,
    h5BaseUrl: environment.JINDIAN_H5_BASE_URL || undefined,
    pictureBucket: environment.JINDIAN_PICTURE_BUCKET || undefined,
    fileBucket: environment.JINDIAN_FILE_BUCKET || undefined,
    pictureUploadOrigin: environment.JINDIAN_PICTURE_UPLOAD_ORIGIN || undefined,
    wechatAppId: environment.JINDIAN_WECHAT_APP_ID,
    wechatBaseUrl: environment.JINDIAN_WECHAT_BASE_URL,
    weComBaseUrl: environment.JINDIAN_WECOM_BASE_URL,
    wechatPayBaseUrl: environment.JINDIAN_WECHAT_PAY_BASE_URL,
    tencentLocationBaseUrl: environment.JINDIAN_TENCENT_LOCATION_BASE_URL,
    tencentSmsBaseUrl: environment.JINDIAN_TENCENT_SMS_BASE_URL,
    messageTemplates: readJson(environment.JINDIAN_MESSAGE_TEMPLATES),
    messageState: environment.JINDIAN_MESSAGE_STATE || undefined,
    patienceTimes: environment.JINDIAN_PATIENCE_TIMES,
    logLevel: environment.JINDIAN_LOG_LEVEL,
  });
  if (!parsed.success) throw new Error(`Configuration is not complete:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Left as text when it is not JSON, for the schema to say so by name. */
function readJson(text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
