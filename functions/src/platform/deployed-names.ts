/** Names by which the deployment and the functions know the same things: data, so that both read this one list. */

/** Sparse indexes of the table: three for lists, one for what is due. */
export const indexNames = {
  byOwner: 'gsi1',
  byQueue: 'gsi2',
  byPlaceServing: 'gsi3',
  byDue: 'gsi4',
} as const;
export type IndexName = (typeof indexNames)[keyof typeof indexNames];

/** What is below these paths is answered by the function that counts figures: it has a program that the API has not. */
export const figurePaths = ['/hq/segments', '/v1/hq/segments'] as const;

/**
 * Kinds of items of which each change is told by itself, so that nobody who makes one need know of segments: the stream is
 * filtered by them.
 */
export const followedItems = ['Member', 'MemberTier', 'Binding', 'MemberTags'] as const;

/** By this header, with a secret in it, CloudFront proves itself to the API. */
export const frontHeader = 'x-jindian-front';

/** As WeChat calls the mini-program that a subscribe message opens: of developers, of testers, of everybody. */
export const messageStates = ['formal', 'trial', 'developer'] as const;
export type MessageState = (typeof messageStates)[number];

/** The parts of what is secret, with the variable that holds the name of its secret where a function is given it. */
export const secretVariables = {
  signing: 'JINDIAN_SIGNING_SECRET_ID',
  wechat: 'JINDIAN_WECHAT_SECRET_ID',
  'wechat-pay': 'JINDIAN_WECHAT_PAY_SECRET_ID',
  tencent: 'JINDIAN_TENCENT_SECRET_ID',
  bootstrap: 'JINDIAN_BOOTSTRAP_SECRET_ID',
  front: 'JINDIAN_FRONT_SECRET_ID',
} as const;
export type SecretPart = keyof typeof secretVariables;

/** Noto Sans SC as it is published for browsers: a file for each hundred or so characters. Posters are set in it. */
export const fontPackage = '@fontsource-variable/noto-sans-sc';
/** Where it lies beside the bundle of the function that draws. */
export const fontFolderBeside = 'noto-sans-sc';
