// What a build is of one brand: `brand.config.json` at the root of the repository, made from `brand.config.example.json`.
// A variable of the environment has the last word. What is seen at run time (names, logo, colours) HQ sets; the name and the
// colour here are what the very first screen shows before the server has answered.

/** Each field, the variable that it becomes, and what it must look like. */
const fields = {
  appId: ['TARO_APP_ID', /^wx[0-9a-f]{16}$/, 'the app id of the mini-program, wx and 16 letters or digits'],
  transport: ['TARO_APP_TRANSPORT', /^(cloud|https)$/, 'cloud or https'],
  cloudEnv: ['TARO_APP_CLOUD_ENV', /^[a-z0-9][a-z0-9-]{1,62}$/, 'the id of the CloudBase environment'],
  apiBase: ['TARO_APP_API_BASE', /^https:\/\/[^\s/]+(\/\S*)?$/, 'an address that begins with https://'],
  assetBase: ['TARO_APP_ASSET_BASE', /^https:\/\/[^\s/]+(\/\S*)?$/, 'an address that begins with https://'],
  mapKey: ['TARO_APP_MAP_KEY', /^[A-Za-z0-9-]{1,64}$/, 'a key of the Tencent Location Service'],
};
const others = ['name', 'colour', 'messageTemplates'];

/** The file as variables, or what is wrong with it. */
export function variablesOf(text) {
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    return { problem: 'it is no JSON' };
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { problem: 'it is no object' };
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name) && !others.includes(name));
  if (unknown) return { problem: `nothing is called ${unknown}` };
  const variables = {};
  for (const [name, [variable, pattern, meaning]] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string' || !pattern.test(value)) return { problem: `${name} must be ${meaning}` };
    variables[variable] = value;
  }
  const { name, colour, messageTemplates } = given;
  if (name !== undefined && !(isWords(name?.zh) && isWords(name?.en ?? name?.zh)))
    return { problem: 'name must have a text under zh and one under en' };
  if (colour !== undefined && !/^#[0-9a-f]{6}$/.test(colour))
    return { problem: 'colour must be # and six of 0-9 and a-f' };
  if (name || colour)
    variables.TARO_APP_BRAND = JSON.stringify({
      ...(name ? { nameZh: name.zh, nameEn: name.en ?? name.zh } : {}),
      ...(colour ? { brandColour: colour } : {}),
    });
  const templates = Object.entries(messageTemplates ?? {});
  if (templates.some(([kind, id]) => !/^[a-z_]+$/.test(kind) || !/^[\w-]{1,64}$/.test(String(id))))
    return { problem: 'messageTemplates must say the id of a template for each kind of message' };
  if (templates.length > 0)
    variables.TARO_APP_MESSAGE_TEMPLATES = templates.map((pair) => pair.join('=')).join(',');
  return { variables };
}

const isWords = (value) => typeof value === 'string' && /^[^<>\s][^<>]{0,29}$/u.test(value);

/** What a mini-program cannot do without, in one sentence; null: nothing is missing. A browser needs nothing. */
export function missingFor(platform, env) {
  if (platform !== 'weapp') return null;
  const wanted =
    env.TARO_APP_TRANSPORT === 'https'
      ? { appId: 'TARO_APP_ID', apiBase: 'TARO_APP_API_BASE', assetBase: 'TARO_APP_ASSET_BASE' }
      : { appId: 'TARO_APP_ID', cloudEnv: 'TARO_APP_CLOUD_ENV', assetBase: 'TARO_APP_ASSET_BASE' };
  const missing = Object.entries(wanted).flatMap(([name, variable]) => (env[variable] ? [] : [name]));
  return missing.length === 0
    ? null
    : `Nothing was built: brand.config.json says no ${missing.join(', no ')} (copy brand.config.example.json and fill it in).`;
}

/** What WeChat DevTools and the upload read at the root of the repository. */
export function projectConfig(env) {
  const { nameZh = '' } = JSON.parse(env.TARO_APP_BRAND || '{}');
  return {
    description: nameZh,
    miniprogramRoot: 'miniprogram/dist/weapp/',
    cloudfunctionRoot: 'functions/dist/cloudbase/',
    compileType: 'miniprogram',
    appid: env.TARO_APP_ID || 'touristappid',
    projectname: 'jindian',
    setting: {
      urlCheck: true,
      es6: false,
      enhance: false,
      postcss: false,
      minified: true,
      packNpmManually: false,
    },
    condition: {},
  };
}

/** Pages of the shop that WeChat's search may show; nobody's orders, addresses and work. */
const shopPages = [
  'pages/goods/store/index',
  'pages/places/branches/index',
  'packages/goods/browse/categories/index',
];

export function sitemap() {
  const product = { params: ['productId', 'locationId'], matching: 'inclusive' };
  return {
    desc: 'Only what anybody may see of the shop',
    rules: [
      ...shopPages.map((page) => ({ action: 'allow', page })),
      { action: 'allow', page: 'pages/goods/product/index', ...product },
      { action: 'disallow', page: '*' },
    ],
  };
}
