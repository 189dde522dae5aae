import type { LocalizedText } from '../common.ts';

/** What only headquarters' own endpoints answer: the app, whose first screen carries its words, has none of them. */
export const headquartersProblems = {
  goods_id_taken: {
    status: 409,
    zh: '编号 {id} 已被使用',
    en: 'The number {id} is taken already',
  },
  sku_id_taken: {
    status: 409,
    zh: '规格编号 {id} 已用于商品 {of}',
    en: 'The SKU number {id} belongs to product {of} already',
  },
  barcode_taken: {
    status: 409,
    zh: '条码 {id} 已用于规格 {of}',
    en: 'The barcode {id} belongs to SKU {of} already',
  },
  category_unknown: {
    status: 409,
    zh: '没有品类「{id}」，请重新选择',
    en: 'There is no category “{id}”; please choose another',
  },
  options_unfit: {
    status: 409,
    zh: '规格「{id}」须在每个选项中选且只选一个值，选项和值的编号不能重复',
    en: 'The SKU {id} needs exactly one value of each option, and no option or value twice',
  },
  same_form_twice: {
    status: 409,
    zh: '规格「{id}」与「{of}」的选项完全相同',
    en: 'The SKUs {id} and {of} have the same values of all options',
  },
  attribute_unknown: {
    status: 409,
    zh: '所选品类没有属性「{id}」，请重新选择',
    en: 'The category has no attribute {id}; please choose again',
  },
  sku_stays: {
    status: 409,
    zh: '规格「{id}」已经上架过，不能删除：库存和订单还会用到它',
    en: 'The SKU {id} was on sale and cannot be removed: stock and orders name it',
  },
  category_too_deep: {
    status: 409,
    zh: '品类「{id}」不能放在这里：最多 {max} 层，也不能放进自己下面',
    en: 'The category “{id}” cannot stand there: at most {max} levels, and not below itself',
  },
  category_not_empty: {
    status: 409,
    zh: '品类「{id}」下面还有品类或商品，请先移走',
    en: 'Goods or categories are in “{id}” still; please move them first',
  },
  goods_moved_on: {
    status: 409,
    zh: '导入期间商品有了改动，第 {row} 行不再成立；没有写入任何内容，请重新导入',
    en: 'Goods were changed meanwhile, and row {row} holds no more; nothing was written, please import again',
  },
  price_said_twice: {
    status: 409,
    zh: '第 {before} 行和第 {row} 行给 {sku} 写了不同的价格，全部未生效；请改好后重新导入',
    en: 'Rows {before} and {row} say different prices of {sku}; nothing is in force, please correct and import again',
  },
  prices_moved_on: {
    status: 409,
    zh: '{sku} 的价格在导入期间已被改动，未生效；请重新导入',
    en: 'The price of {sku} was changed during the import; nothing is in force, please import again',
  },
  too_many_segments: {
    status: 409,
    zh: '分群最多 {max} 个，请先删掉不用的',
    en: 'At most {max} segments can be kept; remove one first',
  },
  too_many_views: {
    status: 409,
    zh: '常用视图最多 {max} 个，请先删掉不用的',
    en: 'At most {max} views can be kept; remove one first',
  },
  bulk_none: { status: 409, zh: '没有符合条件的内容', en: 'Nothing fits' },
  bulk_too_many: {
    status: 409,
    zh: '符合条件的有 {count} 个，一次最多修改 {most} 个，请缩小范围',
    en: '{count} fit, and {most} are changed at once at most: narrow it down',
  },
  draft_changed: {
    status: 409,
    zh: '草稿已被他人修改，请刷新后再试',
    en: 'Somebody else changed the draft; please look at it again',
  },
  policy_problem: {
    status: 409,
    zh: '内容有问题，还不能发布：{detail}',
    en: 'Something is wrong with it, so it cannot be published: {detail}',
  },
  too_many_site_files: {
    status: 409,
    zh: '最多 {max} 个验证文件，请先删除不用的',
    en: 'There may be {max} verification files at most: remove one first',
  },
  too_many_stops: {
    status: 409,
    zh: '最多同时 {max} 项停用，请先解除不需要的',
    en: 'There may be {max} stops at once: lift one first',
  },
  stop_over: {
    status: 409,
    zh: '结束时间已过，这样的停用不会生效，请改为以后的时间',
    en: 'It would be over already and stop nothing: choose a later time',
  },
  stop_area_unknown: {
    status: 409,
    zh: '没有「{name}」这个地区，这样的停用不会生效，请核对省市名称',
    en: 'There is no area “{name}”: this would stop nothing; please check the names of province and city',
  },
  monitor_limit: {
    status: 409,
    zh: '余额提醒已达上限，请先移除不需要的',
    en: 'No more thresholds can be watched; please remove one first',
  },
  bill_not_ready: {
    status: 409,
    zh: '这一天的微信账单尚未出具（次日 10 点后可取）',
    en: 'WeChat Pay has no bill of that day yet (it is there from 10:00 of the next day)',
  },
  place_id_taken: {
    status: 409,
    zh: '编号 {id} 已被其他网点使用',
    en: 'The number {id} belongs to another place already',
  },
  place_off_map: {
    status: 400,
    zh: '这个坐标不在地图范围内，请检查经纬度是否写反、坐标系是否选对',
    en: 'This point is not on the map; are latitude and longitude in order, and is the datum the right one?',
  },
  place_other_county: {
    status: 409,
    zh: '网点不能移到另一个区县：请在那里新建网点，再把这个关闭',
    en: 'A place cannot move to another county: make a new one there and close this one',
  },
  place_not_ready: {
    status: 409,
    zh: '还不能营业：开业清单还有 {count} 项没有完成',
    en: 'It cannot open yet: {count} of its checklist is not done',
  },
  place_not_empty: {
    status: 409,
    zh: '还不能关店：有 {count} 类事项没有清空或移交',
    en: 'It cannot close yet: {count} kinds of things are still there, to be ended or handed on',
  },
  places_moved_on: {
    status: 409,
    zh: '网点 {id} 在导入期间已被改动，未生效；请重新导入',
    en: 'The place {id} was changed during the import; nothing is in force, please import again',
  },
  place_said_twice: {
    status: 409,
    zh: '第 {before} 行和第 {row} 行都是网点 {id}，未生效；请改正后重新导入',
    en: 'Rows {before} and {row} are both of the place {id}; nothing is in force, please correct the file and import again',
  },
  owner_id_taken: {
    status: 409,
    zh: '加盟商编号 {id} 已被使用',
    en: 'There is a dealer {id} already',
  },
  too_many_waves: {
    status: 409,
    zh: '最多 {most} 个批次',
    en: 'There are {most} waves at most',
  },
  wave_day_over: {
    status: 409,
    zh: '计划日期已过，请选今天或以后的日期',
    en: 'That day is over: choose today or a later one',
  },
  wave_not_empty: {
    status: 409,
    zh: '批次中还有 {count} 家门店：先移出，或确认一并移出',
    en: 'There are {count} branches in the wave: move them out first, or say that they may be',
  },
  too_many_in_wave: {
    status: 409,
    zh: '一个批次最多 {most} 家门店',
    en: 'A wave has {most} branches at most',
  },
  wave_only_branches: {
    status: 409,
    zh: '只有门店分批开业',
    en: 'Only branches open in waves',
  },
  replay_first: {
    status: 409,
    zh: '近四周有订单：先试算这份草稿，完成后再发布',
    en: 'There were orders in the last four weeks: try this draft on them first, then publish it',
  },
  too_many_codes: {
    status: 409,
    zh: '同样的码已停用过 {max} 次，不能再生成',
    en: 'The code of these was revoked {max} times; there is no other',
  },
  no_posters: {
    status: 409,
    zh: '没有可打印的码',
    en: 'There is no code to print',
  },
  settlement_open: {
    status: 409,
    zh: '上一次结算还没有完成，请先审批或放弃',
    en: 'The run before is not at its end: approve it or drop it first',
  },
  settlement_own: {
    status: 403,
    zh: '与自己有关的结算和付款请由另一位同事处理',
    en: 'Somebody else has to do this: it is about what is paid to you',
  },
  settlement_month_over: {
    status: 409,
    zh: '试算之后已跨月，个税需按本月计算：请放弃后重新试算',
    en: 'A new month has begun since it was tried, and tax is of the month of payment: drop it and try again',
  },
  nothing_to_pay: {
    status: 409,
    zh: '没有等待付款的款项',
    en: 'Nothing waits to be paid',
  },
  seller_papers_missing: {
    status: 409,
    zh: '还没有看过营业执照，或已过期：请先登记所见证照',
    en: 'Its business licence was not seen yet, or has run out: say first what was seen',
  },
  move_same_person: {
    status: 409,
    zh: '请由另一位同事签核：提交的人不能自己签',
    en: 'Somebody else has to sign: not who stated the sums',
  },
  moved_on: {
    status: 409,
    zh: '提交后数据已过期或改变，请重新导入',
    en: 'What was stated has expired or changed; please import the file again',
  },
  moved_to_oneself: {
    status: 409,
    zh: '不能转给自己，自己手机号下的也不能经手：请由同事核对证件后办理',
    en: 'Not to yourself, nor what waits under your own number: a colleague has to see the papers',
  },
  move_totals_differ: {
    status: 409,
    zh: '控制合计与文件不符（{what}）：填写 {stated}，文件 {found}。没有登记',
    en: 'The sum that was stated is not the file’s ({what}): {stated} stated, {found} in the file. Nothing was kept',
  },
  move_said_twice: {
    status: 409,
    zh: '{id} 在文件里出现两次（第 {before} 行和第 {row} 行）',
    en: '{id} stands in the file twice (rows {before} and {row})',
  },
  move_seller_unknown: {
    status: 409,
    zh: '第 {row} 行绑定的导购 {id} 不在文件里，也没有转入过',
    en: 'The seller {id} of row {row} is neither in the file nor moved in',
  },
  move_too_many_lots: {
    status: 409,
    zh: '会员 {id} 的储值超过 {max} 笔，请先合并',
    en: 'Member {id} has more than {max} lots of stored value; join some first',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;
