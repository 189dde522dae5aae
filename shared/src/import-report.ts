/** What becomes of the rows of a table that is brought in. */
import type { LocalizedText } from './contract/common.ts';
import { importColumnWords } from './import-columns.ts';

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
  changed_since: {
    zh: '表里的改前价格是 {old} 元，现价已是 {now} 元。仍要改，请勾选“现价已变的也改”后重新检查',
    en: 'The file says {old} yuan as the old price, and it is {now} now. To change it all the same, tick “also where the price has changed” and check again',
  },
  name_differs: {
    zh: '提醒：这个编号的商品叫“{now}”，表里写的是“{value}”。这一行照常改价',
    en: 'To be looked at: the product of this number is called “{now}”, the file says “{value}”. The row is taken all the same',
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
  /** Rows that are taken, and of which somebody should look at something. */
  notes?: BadRow[] | undefined;
};
