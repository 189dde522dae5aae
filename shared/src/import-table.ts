/** Tables that HQ brings in, as the browser and the server both know them: without schemas, which weigh in a browser. */
import type { LocalizedText } from './contract/common.ts';

/** What is moved in from another system, and whose sums a second person signs before anything is booked. */
export const signedKinds = ['members', 'balances', 'dealer_balances'] as const;
export type SignedKind = (typeof signedKinds)[number];
export const movingKinds = [...signedKinds, 'old_codes'] as const;
export type MovingKind = (typeof movingKinds)[number];
/**
 * What HQ brings in from a table: levels of stock, prices, places, goods (a row for each SKU), categories, or what
 * moves in from another system.
 */
export const importKinds = ['levels', 'prices', 'goods', 'categories', 'places', ...movingKinds] as const;
export type ImportKind = (typeof importKinds)[number];
export const isSignedKind = (kind: ImportKind): kind is SignedKind =>
  (signedKinds as readonly ImportKind[]).includes(kind);
export const isMovingKind = (kind: ImportKind): kind is MovingKind =>
  (movingKinds as readonly ImportKind[]).includes(kind);

/** The sums of a file that its maker states from the old system's own books, and a second person signs. */
export const signedTotals = {
  members: ['members', 'points', 'sellers', 'bindings'],
  balances: ['lots', 'paidFen', 'grantedFen'],
  dealer_balances: ['dealers', 'owedFen', 'owesFen'],
} as const satisfies Record<SignedKind, readonly string[]>;
export type SignedTotal = (typeof signedTotals)[SignedKind][number];
export const signedTotalWords: Record<SignedTotal, LocalizedText> = {
  members: { zh: '会员数', en: 'Members' },
  points: { zh: '积分合计', en: 'Points in all' },
  sellers: { zh: '导购数', en: 'Sellers' },
  bindings: { zh: '绑定数', en: 'Members bound to a seller' },
  lots: { zh: '储值笔数', en: 'Lots of stored value' },
  paidFen: { zh: '本金合计（元）', en: 'Paid parts in all, in yuan' },
  grantedFen: { zh: '赠金合计（元）', en: 'Granted parts in all, in yuan' },
  dealers: { zh: '加盟商数', en: 'Dealers' },
  owedFen: { zh: '应付加盟商合计（元）', en: 'Owed to dealers in all, in yuan' },
  owesFen: { zh: '加盟商欠款合计（元）', en: 'Owed by dealers in all, in yuan' },
};
/** As many lots of stored value as one member may bring along. */
export const maxLotsOfMember = 30;

/** Rows that travel together: some tens of kilobytes, some transactions. */
export const rowsPerPortion = 500;
/** Rows of places say more. */
export const placesPerPortion = 100;
/** Each of them is a question to the map service. */
export const unlocatedPerPortion = 20;

/** In which datum points are written down: of Tencent and AMap, of a GPS device, of Baidu. */
export const datums = ['gcj02', 'wgs84', 'bd09'] as const;
export type Datum = (typeof datums)[number];
export const maxImportRows = 200_000;

/** Of goods fewer, where they have long texts: what a request may carry. */
export const charactersPerPortion = 24_000;
/** What a product's description may have. */
export const maxTextLength = 2_000;

/** Members that a row may have, under the names of the contract and those that people write at the head of a column. */
export const importColumns = {
  levels: {
    locationId: ['locationid', 'location', '网点编号', '网点', '门店编号'],
    skuId: ['skuid', 'sku', '规格编号', '商品编号', '商品编码'],
    ownerId: ['ownerid', 'owner', '货主'],
    onHand: ['onhand', 'stock', 'quantity', '在库', '在库数', '库存', '数量'],
    safety: ['safety', 'safetystock', '安全库存'],
    condition: ['condition', '库存状态', '状态'],
    lot: ['lot', 'batch', '批次', '批号'],
    expiresOn: ['expireson', 'expiry', 'expires', '到期日', '有效期至'],
    asOf: ['asof', 'countedat', '截至时间', '盘点时间'],
  },
  prices: {
    skuId: ['skuid', 'sku', '规格编号', '商品编号', '商品编码'],
    region: ['region', 'province', '地区', '省份'],
    city: ['city', '城市'],
    priceFen: ['pricefen', '价格分'],
    priceYuan: ['priceyuan', 'price', 'yuan', '价格', '价格元', '单价'],
  },
  places: {
    locationId: ['locationid', 'id', 'code', '网点编号', '门店编号', '编号', '店号'],
    placeKind: ['placekind', 'kind', 'type', '类型', '网点类型'],
    placeName: ['placename', 'name', 'namezh', '名称', '门店名称', '网点名称', '店名'],
    placeNameEn: ['placenameen', 'nameen', '英文名称', '英文名'],
    ownerId: ['ownerid', 'owner', '归属', '加盟商编号', '加盟商', '经销商编号', '经销商'],
    placeAddress: ['placeaddress', 'address', 'addresszh', '地址', '门店地址', '详细地址'],
    placeAddressEn: ['placeaddressen', 'addressen', '英文地址'],
    latitude: ['latitude', 'lat', '纬度'],
    longitude: ['longitude', 'lng', 'lon', '经度'],
    opens: ['opens', 'open', '开门', '开门时间', '营业开始'],
    closes: ['closes', 'close', '关门', '关门时间', '营业结束'],
    weekly: ['weekly', 'weeklyhours', '每周营业时间', '周一至周日'],
    exceptions: ['exceptions', 'holidays', '特殊日期', '节假日'],
    radiusKm: ['radiuskm', 'radius', '服务半径', '服务半径公里', '半径'],
    trades: ['trades', 'categories', '经营品类', '品类'],
    abilities: ['abilities', '配送能力', '能力'],
    ordersPerDay: ['ordersperday', '每日接单上限', '日接单上限'],
    phone: ['phone', 'tel', '电话', '门店电话'],
    placePicture: ['placepicture', 'picture', '门店图片', '图片'],
    deliveryFee: ['deliveryfee', '配送费'],
    placeStatus: ['placestatus', 'status', '状态'],
  },
  goods: {
    productId: ['productid', 'product', '款号', '商品编号'],
    skuId: ['skuid', 'sku', '规格编号', '商品编码'],
    status: ['status', '状态', '商品状态'],
    categoryId: ['categoryid', 'category', '品类编号', '品类'],
    titleZh: ['titlezh', 'title', '名称', '商品名称'],
    titleEn: ['titleen', '英文名称'],
    subtitleZh: ['subtitlezh', 'subtitle', '副标题'],
    subtitleEn: ['subtitleen', '英文副标题'],
    descriptionZh: ['descriptionzh', 'description', '描述'],
    descriptionEn: ['descriptionen', '英文描述'],
    weightGrams: ['weightgrams', 'weight', '重量克', '重量'],
    deliverable: ['deliverable', '可配送'],
    pickupable: ['pickupable', '可自提'],
    option1: ['option1', '选项1'],
    value1: ['value1', '选项值1'],
    option2: ['option2', '选项2'],
    value2: ['value2', '选项值2'],
    option3: ['option3', '选项3'],
    value3: ['value3', '选项值3'],
    priceYuan: ['priceyuan', 'price', 'yuan', '价格', '价格元', '单价'],
    barcodes: ['barcodes', 'barcode', '条码'],
    pictures: ['pictures', 'picture', '图片'],
    skuNameZh: ['skunamezh', 'skuname', '规格名称'],
    skuNameEn: ['skunameen', '规格英文名称'],
    specs: ['specs', '参数'],
    regions: ['regions', '销售省份', '省份'],
    branchesOf: ['branchesof', '销售门店'],
    brandLine: ['brandline', 'line', '产品线', '品牌线'],
    tags: ['tags', '标签'],
    attributes: ['attributes', '属性'],
    tracking: ['tracking', '批次管理'],
    expiryBlockDays: ['expiryblockdays', '到期前停售天数'],
    taxCode: ['taxcode', '税收编码'],
    taxRate: ['taxrate', '税率'],
    needs: ['needs', '配送要求'],
    onlineOnly: ['onlineonly', '仅线上'],
    notReturnable: ['notreturnable', '不可退货原因'],
    warrantyMonths: ['warrantymonths', 'warranty', '质保月数'],
    portionGrams: ['portiongrams', '每份克数'],
    dealersFrom: ['dealersfrom', '加盟商可见时间'],
    visibleFrom: ['visiblefrom', '顾客可见时间'],
  },
  categories: {
    categoryId: ['categoryid', 'category', '品类编号', '品类'],
    parentId: ['parentid', 'parent', '上级品类', '上级'],
    titleZh: ['titlezh', 'namezh', 'name', '名称'],
    titleEn: ['titleen', 'nameen', '英文名称'],
    expiryBlockDays: ['expiryblockdays', '到期前停售天数'],
    attributes: ['attributes', '属性'],
    taxCode: ['taxcode', '税收编码'],
    taxRate: ['taxrate', '税率'],
  },
  members: {
    memberNumber: ['membernumber', 'memberno', 'member', '会员号', '会员编号', '原会员号'],
    cardNumber: ['cardnumber', 'cardno', 'card', '卡号', '会员卡号'],
    memberName: ['membername', 'name', '姓名', '会员姓名'],
    phone: ['phone', 'mobile', '手机', '手机号', '电话'],
    joinedOn: ['joinedon', 'joined', '入会日期', '注册日期'],
    points: ['points', '积分', '积分余额'],
    sellerAt: ['sellerat', '导购门店', '任导购的网点', '导购网点编号'],
    boundTo: ['boundto', 'seller', '专属导购', '绑定导购', '导购会员号'],
  },
  balances: {
    memberNumber: ['membernumber', 'memberno', 'member', '会员号', '会员编号', '原会员号'],
    lotId: ['lotid', 'lot', '储值单号', '充值单号', '批号'],
    lotKind: ['lotkind', 'kind', '类型', '本金或赠金'],
    amountYuan: ['amountyuan', 'amount', 'balance', '余额', '余额元', '剩余金额'],
    lotOn: ['loton', 'date', '充值日期', '发放日期'],
    expiresOn: ['expireson', 'expires', '到期日', '有效期至'],
  },
  dealer_balances: {
    ownerId: ['ownerid', 'owner', 'dealer', '加盟商编号', '经销商编号', '加盟商'],
    owedYuan: ['owedyuan', 'owed', '应付', '总部应付', '应付加盟商'],
    owesYuan: ['owesyuan', 'owes', '欠款', '加盟商欠款', '应收'],
  },
  old_codes: {
    oldCode: ['oldcode', 'code', 'path', 'url', '旧码', '旧链接', '原二维码'],
    memberNumber: ['membernumber', 'seller', '导购会员号', '会员号'],
    locationId: ['locationid', 'location', '网点编号', '网点', '门店编号'],
    productId: ['productid', 'product', '款号', '商品编号'],
  },
} as const satisfies Record<ImportKind, Record<string, readonly string[]>>;

/** How the cells of a column are read. `whole`: a count, never a fraction; `text`: as it was typed, over several lines. */
export type CellKind = 'id' | 'word' | 'text' | 'whole' | 'yuan' | 'decimal' | 'clock' | 'day' | 'moment';
export type ImportColumn = { kind: CellKind } & LocalizedText;

/** How each column is read, and what a person calls it. */
export const importColumnWords: Record<string, ImportColumn> = {
  locationId: { kind: 'id', zh: '网点编号', en: 'Place id' },
  skuId: { kind: 'id', zh: '规格编号', en: 'SKU id' },
  ownerId: { kind: 'id', zh: '货主', en: 'Owner' },
  onHand: { kind: 'whole', zh: '在库数', en: 'On hand' },
  safety: { kind: 'whole', zh: '安全库存', en: 'Safety stock' },
  condition: { kind: 'word', zh: '库存状态', en: 'Condition' },
  lot: { kind: 'id', zh: '批号', en: 'Lot' },
  expiresOn: { kind: 'day', zh: '到期日', en: 'Expires on' },
  asOf: { kind: 'moment', zh: '截至时间', en: 'As of' },
  region: { kind: 'word', zh: '省份', en: 'Region' },
  city: { kind: 'word', zh: '城市', en: 'City' },
  priceFen: { kind: 'whole', zh: '价格（分）', en: 'Price in fen' },
  priceYuan: { kind: 'yuan', zh: '价格（元）', en: 'Price in yuan' },
  placeKind: { kind: 'word', zh: '类型', en: 'Kind' },
  placeName: { kind: 'word', zh: '名称', en: 'Name' },
  placeNameEn: { kind: 'word', zh: '英文名称', en: 'Name in English' },
  placeAddress: { kind: 'word', zh: '地址', en: 'Address' },
  placeAddressEn: { kind: 'word', zh: '英文地址', en: 'Address in English' },
  latitude: { kind: 'decimal', zh: '纬度', en: 'Latitude' },
  longitude: { kind: 'decimal', zh: '经度', en: 'Longitude' },
  opens: { kind: 'clock', zh: '开门', en: 'Opens' },
  closes: { kind: 'clock', zh: '关门', en: 'Closes' },
  weekly: { kind: 'text', zh: '每周营业时间', en: 'Monday to Sunday' },
  exceptions: { kind: 'text', zh: '特殊日期', en: 'Days that differ' },
  radiusKm: { kind: 'decimal', zh: '服务半径（公里）', en: 'Radius in km' },
  trades: { kind: 'word', zh: '经营品类', en: 'Trades' },
  abilities: { kind: 'word', zh: '配送能力', en: 'Can handle' },
  ordersPerDay: { kind: 'whole', zh: '每日接单上限', en: 'Deliveries a day' },
  phone: { kind: 'id', zh: '电话', en: 'Phone' },
  placePicture: { kind: 'text', zh: '门店图片', en: 'Picture' },
  deliveryFee: { kind: 'text', zh: '配送费', en: 'Delivery fee' },
  placeStatus: { kind: 'word', zh: '状态', en: 'Status' },
  productId: { kind: 'id', zh: '款号', en: 'Product number' },
  status: { kind: 'word', zh: '状态', en: 'Status' },
  categoryId: { kind: 'id', zh: '品类编号', en: 'Id of the category' },
  parentId: { kind: 'id', zh: '上级品类', en: 'Category above' },
  titleZh: { kind: 'text', zh: '名称', en: 'Name' },
  titleEn: { kind: 'text', zh: '英文名称', en: 'Name in English' },
  subtitleZh: { kind: 'text', zh: '副标题', en: 'Subtitle' },
  subtitleEn: { kind: 'text', zh: '英文副标题', en: 'Subtitle in English' },
  descriptionZh: { kind: 'text', zh: '描述', en: 'Description' },
  descriptionEn: { kind: 'text', zh: '英文描述', en: 'Description in English' },
  weightGrams: { kind: 'whole', zh: '重量（克）', en: 'Weight in grams' },
  deliverable: { kind: 'word', zh: '可配送', en: 'Can be delivered' },
  pickupable: { kind: 'word', zh: '可自提', en: 'Can be picked up' },
  option1: { kind: 'text', zh: '选项1', en: 'Option 1' },
  value1: { kind: 'text', zh: '选项值1', en: 'Value of option 1' },
  option2: { kind: 'text', zh: '选项2', en: 'Option 2' },
  value2: { kind: 'text', zh: '选项值2', en: 'Value of option 2' },
  option3: { kind: 'text', zh: '选项3', en: 'Option 3' },
  value3: { kind: 'text', zh: '选项值3', en: 'Value of option 3' },
  barcodes: { kind: 'text', zh: '条码', en: 'Barcodes' },
  pictures: { kind: 'text', zh: '图片', en: 'Pictures' },
  skuNameZh: { kind: 'text', zh: '规格名称', en: 'Name of the SKU' },
  skuNameEn: { kind: 'text', zh: '规格英文名称', en: 'Name of the SKU in English' },
  specs: { kind: 'text', zh: '参数', en: 'Specifications' },
  regions: { kind: 'text', zh: '销售省份', en: 'Provinces where it is sold' },
  branchesOf: { kind: 'word', zh: '销售门店', en: 'Branches that sell it' },
  brandLine: { kind: 'text', zh: '产品线', en: 'Brand line' },
  tags: { kind: 'text', zh: '标签', en: 'Tags' },
  attributes: { kind: 'text', zh: '属性', en: 'Attributes' },
  tracking: { kind: 'word', zh: '批次管理', en: 'Tracked by' },
  taxCode: { kind: 'text', zh: '税收编码', en: 'Tax code' },
  taxRate: { kind: 'word', zh: '税率（%）', en: 'Tax rate in percent' },
  needs: { kind: 'word', zh: '配送要求', en: 'What it takes to deliver it' },
  onlineOnly: { kind: 'word', zh: '仅线上', en: 'Online only' },
  notReturnable: { kind: 'text', zh: '不可退货原因', en: 'Why it is not taken back' },
  warrantyMonths: { kind: 'whole', zh: '质保月数', en: 'Months of warranty' },
  portionGrams: { kind: 'whole', zh: '每份克数', en: 'Grams of a portion' },
  dealersFrom: { kind: 'text', zh: '加盟商可见时间', en: 'Dealers see it from' },
  visibleFrom: { kind: 'text', zh: '顾客可见时间', en: 'Customers see it from' },
  expiryBlockDays: { kind: 'whole', zh: '到期前停售天数', en: 'Days before expiry when lots go off sale' },
  memberNumber: { kind: 'id', zh: '原会员号', en: 'Old member number' },
  cardNumber: { kind: 'id', zh: '会员卡号', en: 'Card number' },
  memberName: { kind: 'word', zh: '姓名', en: 'Name' },
  joinedOn: { kind: 'day', zh: '入会日期', en: 'Joined on' },
  points: { kind: 'whole', zh: '积分', en: 'Points' },
  sellerAt: { kind: 'id', zh: '任导购的网点', en: 'Sells at' },
  boundTo: { kind: 'id', zh: '专属导购（原会员号）', en: 'Bound to (old number of the seller)' },
  lotId: { kind: 'id', zh: '储值单号', en: 'Id of the lot' },
  lotKind: { kind: 'word', zh: '本金或赠金', en: 'Paid or granted' },
  amountYuan: { kind: 'yuan', zh: '余额（元）', en: 'What is left, in yuan' },
  lotOn: { kind: 'day', zh: '充值或发放日期', en: 'Paid or granted on' },
  owedYuan: { kind: 'yuan', zh: '总部应付（元）', en: 'Owed to the dealer, in yuan' },
  owesYuan: { kind: 'yuan', zh: '加盟商欠款（元）', en: 'Owed by the dealer, in yuan' },
  oldCode: { kind: 'id', zh: '旧码或旧链接', en: 'Old code or address' },
};

/** Columns of goods that are the same for all SKUs of a product: said once is enough. */
export const productColumns = [
  'status',
  'categoryId',
  'titleZh',
  'titleEn',
  'subtitleZh',
  'subtitleEn',
  'descriptionZh',
  'descriptionEn',
  'weightGrams',
  'deliverable',
  'pickupable',
  'option1',
  'option2',
  'option3',
  'pictures',
  'specs',
  'regions',
  'branchesOf',
  'brandLine',
  'tags',
  'attributes',
  'tracking',
  'expiryBlockDays',
  'taxCode',
  'taxRate',
  'needs',
  'onlineOnly',
  'notReturnable',
  'warrantyMonths',
  'portionGrams',
  'dealersFrom',
  'visibleFrom',
] as const;

/** Without these columns a file is another file. */
export const neededColumns: Record<ImportKind, readonly (readonly string[])[]> = {
  levels: [['locationId'], ['skuId'], ['onHand']],
  prices: [['skuId'], ['priceFen', 'priceYuan']],
  places: [['locationId']],
  goods: [['productId'], ['skuId']],
  categories: [['categoryId'], ['titleZh']],
  members: [['memberNumber']],
  balances: [['memberNumber'], ['lotId'], ['lotKind'], ['amountYuan'], ['lotOn']],
  dealer_balances: [['ownerId'], ['owedYuan', 'owesYuan']],
  old_codes: [['oldCode']],
};

/** The contract's name of a column, from what stands at its head; null: none of ours. */
export function importColumnOf(kind: ImportKind, heading: string): string | null {
  const plain = (text: string) => text.toLowerCase().replace(/[\s_\-()（）%]/g, '');
  const wanted = plain(heading);
  const columns = Object.entries(importColumns[kind]);
  const named = columns.find(([, aliases]) => (aliases as readonly string[]).includes(wanted));
  if (named) return named[0];
  // As our own tables call it, in either language.
  const worded = columns.find(([name]) => {
    const word = importColumnWords[name];
    return word !== undefined && (plain(word.zh) === wanted || plain(word.en) === wanted);
  });
  return worded?.[0] ?? null;
}

/** Why a row was not taken. A code is never renamed or reused; `{name}` stands for a parameter. */
export const importFaults = {
  unreadable: { zh: '{column} 填写有误：“{value}”', en: '{column} cannot be read: “{value}”' },
  ambiguous: {
    zh: '{column}“{value}”有不止一种读法，请写成不带分隔符的数或年-月-日',
    en: '{column} “{value}” can be read in more than one way; write it without separators, days as year-month-day',
  },
  digits_lost: {
    zh: '{column}“{value}”的位数可能已丢失，请把该列设为文本后重新填写',
    en: '{column} “{value}” may have lost digits; make the column text and fill it in again',
  },
  odd_format: {
    zh: '{column}的单元格格式是“{format}”，显示的与存的（{value}）不是一回事',
    en: '{column} is formatted as “{format}”: what it shows is not what it holds ({value})',
  },
  error_value: { zh: '{column}是错误值 {value}', en: '{column} is an error: {value}' },
  no_result: {
    zh: '{column}的公式没有保存结果，请在表格软件里打开并保存',
    en: '{column} is a formula without a kept result; open and save the file in a spreadsheet',
  },
  merged: {
    zh: '{column}在合并单元格里，看不出是不是每行都一样',
    en: '{column} lies in merged cells: whether each row says the same cannot be told',
  },
  hidden_row: { zh: '这一行被隐藏或筛掉了', en: 'The row is hidden or filtered out' },
  shifted: {
    zh: '“{value}”可能是没有加引号的千位逗号推出来的格子，请给带千位逗号的数加引号，或每行写满各列',
    en: '“{value}” may have been made by a comma between thousands without quotes: put such numbers in quotes, or write every cell of a row',
  },
  control_characters: {
    zh: '{column}里有看不见的控制字符或残缺字符',
    en: '{column} has control characters or broken characters in it',
  },
  too_long: { zh: '{column}太长（{length} 个字符）', en: '{column} is too long ({length} characters)' },
  missing: { zh: '缺少 {column}', en: '{column} is missing' },
  unknown_location: { zh: '没有这个网点：{value}', en: 'There is no such place: {value}' },
  unknown_sku: { zh: '没有这个商品：{value}', en: 'There is no such product: {value}' },
  not_owner_here: { zh: '{value} 在这个网点没有货', en: '{value} has no goods at this place' },
  said_twice: { zh: '与第 {row} 行重复', en: 'The same as row {row}' },
  said_before: {
    zh: '本次导入的前面部分已写过同一商品',
    en: 'An earlier part of this import has said the same level already',
  },
  below_reserved: {
    zh: '订单已预留 {reserved} 件，不能少于它',
    en: 'Orders hold {reserved}: it cannot be fewer',
  },
  lot_required: {
    zh: '该商品按批次管理，批次和到期日要与商品的管理方式一致',
    en: 'Lot and expiry must be given as the product is tracked',
  },
  stale: { zh: '已有更晚时间的数据，本行作废', en: 'A later figure is there already' },
  too_old: { zh: '时间太早，之后的出入库无法补上', en: 'Too old: too much has moved since' },
  future: { zh: '时间在将来，请核对时钟', en: 'The time lies in the future; please check the clock' },
  unknown_region: { zh: '没有这个地区：{value}', en: 'There is no such region: {value}' },
  price_is_national: {
    zh: '该商品全国统一定价，请先允许按地区定价',
    en: 'The product has one national price; allow regional prices first',
  },
  odd_price: {
    zh: '与现价 {now} 元相差五倍以上，请核对',
    en: 'More than five times away from the present {now} yuan; please check',
  },
  place_off_map: { zh: '坐标不在服务地图内：{value}', en: 'The point is not on the map: {value}' },
  place_other_county: {
    zh: '坐标在另一个区县（{value}）：网点不能换区县，请新建网点',
    en: 'The point lies in another county ({value}): a place moves to none; make a new one',
  },
  place_status: {
    zh: '不能用文件改成这个状态（{value}）：开业在总部的开业进度里按清单进行，关店在网点页面上清空后进行',
    en: 'A file cannot make it {value}: places open by their checklist on the board of openings, and close on their own page once they are empty',
  },
  unknown_owner: {
    zh: '没有这个加盟商：{value}。填加盟商的编号或名称，总部填 hq',
    en: 'There is no such dealer: {value}. Enter a number or a name, hq for headquarters',
  },
  owner_not_clear: {
    zh: '有多个加盟商叫这个名称，请填编号：{value}',
    en: 'Several dealers are called so, enter the number: {value}',
  },
  place_swapped: {
    zh: '纬度和经度像是写反了：是 {value} 吗？',
    en: 'Latitude and longitude look swapped: did you mean {value}?',
  },
  place_doubtful: {
    zh: '地图服务把地址放在 {value}，不能确定。请在地图上核对后填写纬度、经度',
    en: 'The map service puts the address at {value}, which is not certain. Look at the map and enter latitude and longitude',
  },
  no_map_answer: {
    zh: '地图服务没有给出坐标（{value}），请填写纬度、经度，或稍后再导入这一行',
    en: 'The map service gave no point ({value}): enter latitude and longitude, or import this row again later',
  },
  unknown_trade: { zh: '没有这个一级品类：{value}', en: 'There is no such root category: {value}' },
  unknown_category: { zh: '没有这个品类：{value}', en: 'There is no such category: {value}' },
  category_too_deep: {
    zh: '品类层级过深，或放进了自己下面',
    en: 'The category stands too deep, or below itself',
  },
  contradicts: {
    zh: '{column}与第 {row} 行不同，同一商品只能有一个',
    en: '{column} is another than in row {row}: a product has one',
  },
  product_refused: {
    zh: '同一商品的第 {row} 行有误，整个商品没有写入',
    en: 'Row {row} of the same product is wrong: nothing of the product is taken',
  },
  sku_elsewhere: { zh: '规格编号属于商品 {value}', en: 'The SKU belongs to product {value}' },
  barcode_elsewhere: {
    zh: '条码 {value} 已用于规格 {sku}',
    en: 'The barcode {value} belongs to SKU {sku}',
  },
  form_twice: {
    zh: '选项值与规格 {sku} 完全相同',
    en: 'All values are the same as those of SKU {sku}',
  },
  status_refused: {
    zh: '商品现在是“{now}”，不能直接改为“{value}”',
    en: 'The product is “{now}” and cannot become “{value}” from there',
  },
  picture_refused: { zh: '图片 {value}：{reason}', en: 'Picture {value}: {reason}' },
  unknown_picture: {
    zh: '没有这张图片：{value}',
    en: 'There is no such picture: {value}',
  },
  moved_otherwise: {
    zh: '{value} 已按另一内容转入，不能再改',
    en: '{value} was moved in with another content already, and stays as it is',
  },
  unknown_member: {
    zh: '没有转入过这个会员号：{value}',
    en: 'No member of this number was moved in: {value}',
  },
  unknown_dealer: { zh: '没有这个加盟商：{value}', en: 'There is no such dealer: {value}' },
  unknown_product: { zh: '没有这个商品：{value}', en: 'There is no such product: {value}' },
  paid_never_expires: {
    zh: '本金不能有到期日',
    en: 'What somebody paid never expires: it may have no such day',
  },
  over_already: { zh: '{value} 已过期', en: '{value} is over already' },
  own_seller: { zh: '不能绑定自己', en: 'Nobody is bound to themselves' },
  one_side_only: {
    zh: '应付和欠款只能填一项',
    en: 'Either owed to the dealer or owed by the dealer, not both',
  },
  one_target: {
    zh: '旧码要指向导购、网点里的商品二者之一',
    en: 'An old code leads to a seller, or to a product at a place',
  },
  busy: { zh: '系统繁忙，没有写入，请重新导入这一行', en: 'Busy, not written; please import this row again' },
} as const satisfies Record<string, LocalizedText>;
export type ImportFault = keyof typeof importFaults;

export type BadRow = { row: number; code: ImportFault; params: Record<string, string | number> };

export function importFaultText({ code, params }: BadRow, language: 'zh' | 'en'): string {
  const column = importColumnWords[params.column ?? '']?.[language];
  const told: BadRow['params'] = column === undefined ? params : { ...params, column };
  return importFaults[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(told[name] ?? ''));
}

/** One row of a file, as it was written there. */
export type ImportRow = { row: number; values: Record<string, string | number> };

/** What came of a portion. */
export type ImportedPortion = {
  rows: number;
  /** Rows that changed something; for prices, that will when the import is finished. */
  changed: number;
  /** Rows that say what was so already. */
  unchanged: number;
  bad: BadRow[];
};
