import { z } from '../zod.ts';
import type { LocalizedText } from './common.ts';

/**
 * Every failure that a caller can meet: a stable code, its HTTP status, and what the person on screen reads.
 * A code is never renamed or reused. `{name}` stands for a parameter that the problem carries.
 */
export const problemCatalog = {
  invalid_request: { status: 400, zh: '提交的内容有误：{detail}', en: 'The request is not valid: {detail}' },
  payload_too_large: { status: 413, zh: '提交的内容过大', en: 'The request is too large' },
  idempotency_key_required: {
    status: 400,
    zh: '缺少请求编号，请重试',
    en: 'An Idempotency-Key header is required',
  },
  idempotency_key_reused: {
    status: 409,
    zh: '同一请求编号用于了不同的内容',
    en: 'This Idempotency-Key was already used with another request',
  },
  update_needed: {
    status: 426,
    zh: '请更新后继续使用',
    en: 'Please update to go on',
  },
  unauthenticated: { status: 401, zh: '请先登录', en: 'Please sign in' },
  session_expired: { status: 401, zh: '登录已过期，请重新进入', en: 'Your session has expired' },
  assertion_invalid: { status: 401, zh: '无法确认来访者身份', en: 'The caller could not be verified' },
  assertion_replayed: { status: 401, zh: '请求已处理过', en: 'This assertion was already used' },
  login_code_invalid: {
    status: 401,
    zh: '登录码无效或已使用，请重试',
    en: 'The login code is invalid or used',
  },
  login_blocked: { status: 403, zh: '微信限制了此账号登录', en: 'WeChat has blocked this sign-in' },
  statement_too_long: {
    status: 400,
    zh: '这段时间内超过 {max} 笔，请缩短时段',
    en: 'More than {max} entries in this period; please choose a shorter one',
  },
  monitor_limit: {
    status: 409,
    zh: '余额提醒已达上限，请先移除不需要的',
    en: 'No more thresholds can be watched; please remove one first',
  },
  scope_unfit: {
    status: 400,
    zh: '角色 {role} 不能授予这种范围，只能是：{scopes}',
    en: 'The role {role} cannot hold there; it may hold for: {scopes}',
  },
  roles_full: {
    status: 409,
    zh: '此人已有 {max} 个角色，请先收回不需要的',
    en: 'This person holds {max} roles already; please take one away first',
  },
  bootstrap_closed: {
    status: 409,
    zh: '本系统已有管理员，开通码不再有效；请直接登录',
    en: 'This system has an administrator already, and takes no code any more; please sign in',
  },
  bootstrap_expired: {
    status: 409,
    zh: '开通码已过期，请在部署处重新生成',
    en: 'The code has expired; please have the deployment make another',
  },
  bootstrap_code_wrong: {
    status: 400,
    zh: '开通码不对，请核对后重新输入',
    en: 'This is not the code; please check it and type it again',
  },
  owner_id_taken: {
    status: 409,
    zh: '加盟商编号 {id} 已被使用',
    en: 'There is a dealer {id} already',
  },
  replay_first: {
    status: 409,
    zh: '近四周有订单：先试算这份草稿，完成后再发布',
    en: 'There were orders in the last four weeks: try this draft on them first, then publish it',
  },
  practice_stays: {
    status: 409,
    zh: '练习单只在本店练习，不能这样处理',
    en: 'A practice order stays at its branch: this is not done with it',
  },
  practice_pickup_only: {
    status: 409,
    zh: '练习单只能到店自提，不选时段',
    en: 'A practice order is picked up at the branch, without a slot',
  },
  too_many_waves: {
    status: 409,
    zh: '最多 {most} 个批次',
    en: 'There are {most} waves at most',
  },
  too_many_in_wave: {
    status: 409,
    zh: '一个批次最多 {most} 家门店',
    en: 'A wave has {most} branches at most',
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
  place_id_taken: {
    status: 409,
    zh: '编号 {id} 已被其他网点使用',
    en: 'The number {id} belongs to another place already',
  },
  place_other_county: {
    status: 409,
    zh: '网点不能移到另一个区县：请在那里新建网点，再把这个关闭',
    en: 'A place cannot move to another county: make a new one there and close this one',
  },
  place_off_map: {
    status: 400,
    zh: '这个坐标不在地图范围内，请检查经纬度是否写反、坐标系是否选对',
    en: 'This point is not on the map; are latitude and longitude in order, and is the datum the right one?',
  },
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
  plan_times_unfit: {
    status: 400,
    zh: '定时有误：时间须晚于现在，下架须晚于上架，加盟商预览须早于上架',
    en: 'These times do not fit: they lie ahead, going off sale comes after going on sale, and dealers see it before that',
  },
  picture_unknown: {
    status: 409,
    zh: '图片「{id}」不存在或已清理，请重新上传',
    en: 'There is no picture {id} any more; please upload it again',
  },
  picture_missing: {
    status: 409,
    zh: '没有收到图片，请重新上传',
    en: 'The picture did not arrive; please upload it again',
  },
  picture_none: {
    status: 400,
    zh: '这个文件不是图片，或已损坏',
    en: 'This file is no picture, or it is damaged',
  },
  picture_kind: {
    status: 400,
    zh: '不支持这种图片格式，请换成 JPEG、PNG 或 WebP。iPhone 的 HEIC 照片：在「设置 › 相机 › 格式」选「兼容性最佳」后重拍，或在照片里「共享 › 选项 › 格式 › 兼容性最佳」再导出',
    en: 'This kind of picture is not taken; please make it a JPEG, PNG or WebP. HEIC of an iPhone: choose Most Compatible in Settings › Camera › Formats and take it again, or Share › Options › Most Compatible in Photos',
  },
  picture_too_large: {
    status: 413,
    zh: '图片超过 20 MB，请先缩小',
    en: 'The picture is larger than 20 MB; please make it smaller',
  },
  picture_too_many_pixels: {
    status: 400,
    zh: '图片超过 6400 万像素，请先缩小',
    en: 'The picture has more than 64 million pixels; please make it smaller',
  },
  picture_more_inside: {
    status: 400,
    zh: '图片文件里还夹带了别的内容，请用图片软件另存一份再上传',
    en: 'There is something else inside this file; please save the picture anew and upload that',
  },
  picture_animated: {
    status: 400,
    zh: '不支持动图，请换成静态图片',
    en: 'The picture is animated; please take a still one',
  },
  picture_truncated: {
    status: 400,
    zh: '图片不完整，请重新导出或重新上传',
    en: 'The end of the picture is missing; please upload it again',
  },
  picture_address_refused: {
    status: 400,
    zh: '这个地址不能用：须是公开网站上的图片地址',
    en: 'This address is not taken: it has to be of a picture on a public website',
  },
  picture_address_failed: {
    status: 400,
    zh: '没能从这个地址取得图片，请检查地址，或下载后再上传',
    en: 'The picture could not be fetched; please check the address, or download it and upload it',
  },
  goods_moved_on: {
    status: 409,
    zh: '导入期间商品有了改动，第 {row} 行不再成立；没有写入任何内容，请重新导入',
    en: 'Goods were changed meanwhile, and row {row} holds no more; nothing was written, please import again',
  },
  sku_stays: {
    status: 409,
    zh: '规格「{id}」已经上架过，不能删除：库存和订单还会用到它',
    en: 'The SKU {id} was on sale and cannot be removed: stock and orders name it',
  },
  scope_unknown: {
    status: 400,
    zh: '门店网络中没有「{name}」，这样的授权不会生效',
    en: 'The network has no “{name}”: such a grant would cover nothing',
  },
  invitation_unknown: {
    status: 404,
    zh: '没有这个邀请，请核对邀请码',
    en: 'There is no such invitation; please check the code',
  },
  invitation_used: { status: 409, zh: '这个邀请已被接受', en: 'This invitation was accepted already' },
  invitation_revoked: { status: 409, zh: '这个邀请已被撤回', en: 'This invitation was taken back' },
  invitation_expired: {
    status: 409,
    zh: '这个邀请已过期，请对方重新发送',
    en: 'This invitation has expired; please ask for another',
  },
  invitation_other_number: {
    status: 409,
    zh: '这个邀请只给另一个手机号，请用被邀请的号码登录',
    en: 'This invitation is for another number; please sign in with the number that was invited',
  },
  invitation_lapsed: {
    status: 409,
    zh: '邀请人现在不能再给出这个角色，请联系管理员',
    en: 'Who invited you may not give this role any more; please ask an administrator',
  },
  invitation_needs_phone: {
    status: 409,
    zh: '总部角色的邀请要填写手机号，只有这个号码能接受',
    en: 'An invitation into headquarters needs a phone number, which alone can accept it',
  },
  phone_needed: {
    status: 409,
    zh: '请先用手机号验证身份，再接受邀请',
    en: 'Please confirm your mobile number first',
  },
  staff_has_goods: {
    status: 409,
    zh: '此人手上还有 {count} 个配送中的包裹，请先送达或带回',
    en: 'This person still has {count} parcels on the way; they have to be delivered or brought back first',
  },
  no_hq_role: {
    status: 409,
    zh: '此人没有总部的角色，链接打不开任何页面',
    en: 'This person has no role at headquarters: a link would open nothing',
  },
  deletion_blocked: {
    status: 409,
    zh: '还有未办完的事，办完后才能注销',
    en: 'Something has to be settled before you can be forgotten',
  },
  own_hand_only: {
    status: 403,
    zh: '门店电脑上不能这样做，请在自己的手机上操作',
    en: 'Not from a shared computer: please do this on your own phone',
  },
  forbidden: { status: 403, zh: '您没有权限进行此操作', en: 'You may not do this' },
  not_found: { status: 404, zh: '找不到该内容', en: 'Not found' },
  method_not_allowed: { status: 405, zh: '不支持此操作', en: 'This method is not supported here' },
  code_unknown: { status: 404, zh: '这个码无法识别', en: 'This code is not one of ours' },
  product_not_offered: { status: 404, zh: '该门店不售此商品', en: 'This branch does not offer this product' },
  branch_unavailable: { status: 409, zh: '该门店暂停营业', en: 'This branch is not taking orders' },
  sellers_apart: {
    status: 409,
    zh: '购物车中的商品由不同商家销售，无法一次付款，请分开下单',
    en: 'These goods are sold by different sellers who cannot be paid at once; please order them one by one',
  },
  price_changed: {
    status: 409,
    zh: '价格已更新，请确认后再下单',
    en: 'The price has changed; please check again',
  },
  price_is_national: {
    status: 409,
    zh: '{sku} 全国统一定价，请先允许按地区定价',
    en: '{sku} has one national price; allow regional prices first',
  },
  out_of_stock: { status: 409, zh: '{sku} 库存不足', en: '{sku} is out of stock' },
  no_serving_location: {
    status: 409,
    zh: '您所在地区暂时没有可配送的门店或仓库',
    en: 'No branch or warehouse can serve this address now',
  },
  code_wrong: {
    status: 409,
    zh: '验证码不对，还可以试 {left} 次',
    en: 'The code is wrong; {left} tries left',
  },
  code_expired: {
    status: 409,
    zh: '验证码已失效，请重新获取',
    en: 'The code is no longer good; please get another',
  },
  sms_unavailable: {
    status: 503,
    zh: '暂时无法发送短信，请稍后再试，或在微信小程序里打开',
    en: 'No SMS can be sent now; please try later, or open the WeChat mini-program',
  },
  phone_in_use: {
    status: 409,
    zh: '这个手机号已被另一个账号使用，请联系客服',
    en: 'This number belongs to another account; please contact support',
  },
  wechat_needed: {
    status: 409,
    zh: '这种付款方式只能在微信里使用，请刷新页面后再试',
    en: 'This way of paying is for WeChat only; please reload the page and try again',
  },
  address_disagrees: {
    status: 409,
    zh: '地址写的是{written}，图钉却在{pinned}，请确认',
    en: 'The text says {written} and the pin is in {pinned}; please check',
  },
  address_off_map: {
    status: 409,
    zh: '这个位置不在服务地图内，请在地图上重新选择',
    en: 'This place is not on the service map; please choose it on the map again',
  },
  not_deliverable: { status: 409, zh: '该商品不支持配送', en: 'This product cannot be delivered' },
  not_pickupable: { status: 409, zh: '该商品不支持到店自提', en: 'This product cannot be picked up' },
  slot_unavailable: { status: 409, zh: '该时段已不可预约，请另选', en: 'This slot can no longer be booked' },
  slot_full: { status: 409, zh: '该时段已约满，请另选', en: 'This slot is full; please choose another' },
  transition_refused: {
    status: 409,
    zh: '当前状态不能进行此操作（{state}）',
    en: 'Not possible in the present state ({state})',
  },
  delivery_disputed: {
    status: 409,
    zh: '顾客说没有收到，由总部核实处理',
    en: 'The shopper says that it did not come; HQ looks into it',
  },
  part_refunded: {
    status: 409,
    zh: '已全额退款，不再备货和交付',
    en: 'All of it was refunded; it is not packed or given out any more',
  },
  favourites_full: {
    status: 409,
    zh: '收藏已满，请先取消一些',
    en: 'Your favourites are full; take some off first',
  },
  too_much_unpaid: {
    status: 409,
    zh: '您有未付款的订单，请先付款或取消（最多 {orders} 单、共 {pieces} 件）',
    en: 'You have orders that wait for payment; pay or cancel one first (at most {orders}, {pieces} pieces)',
  },
  offer_gone: {
    status: 409,
    zh: '这一单已转给别处',
    en: 'This order has gone elsewhere',
  },
  draft_changed: {
    status: 409,
    zh: '草稿已被他人修改，请刷新后再试',
    en: 'Somebody else changed the draft; please look at it again',
  },
  too_many_views: {
    status: 409,
    zh: '常用视图最多 {max} 个，请先删掉不用的',
    en: 'At most {max} views can be kept; remove one first',
  },
  too_many_notes: {
    status: 409,
    zh: '一个订单最多 {max} 条备注和标签，请先删掉不用的',
    en: 'An order has at most {max} notes and tags; remove one first',
  },
  too_many_to_sort: {
    status: 413,
    zh: '超过 {max} 个订单，无法排序后下载；请改为“最新在前”，或缩小日期和筛选范围',
    en: 'More than {max} orders cannot be sorted for a download; choose newest first, fewer days or a narrower filter',
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
  too_many_site_files: {
    status: 409,
    zh: '最多 {max} 个验证文件，请先删除不用的',
    en: 'There may be {max} verification files at most: remove one first',
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
  orders_stopped: {
    status: 409,
    zh: '这里暂停接受新订单，请稍后再试；已付款的订单照常处理',
    en: 'New orders are on hold here, please try again later; orders that are paid go on as usual',
  },
  module_stopped: {
    status: 409,
    zh: '这项功能暂停使用，请稍后再试',
    en: 'This is on hold for now, please try again later',
  },
  too_many_stops: {
    status: 409,
    zh: '最多同时 {max} 项停用，请先解除不需要的',
    en: 'There may be {max} stops at once: lift one first',
  },
  module_off: {
    status: 409,
    zh: '这项功能没有开通',
    en: 'This is not in use here',
  },
  text_changed: {
    status: 409,
    zh: '这份文本有了新版本，请看过再同意',
    en: 'There is a new version of this text; please read it before you agree',
  },
  stale_revision: {
    status: 409,
    zh: '{name} 在 {time} 改过，请看过最新内容再操作',
    en: '{name} changed it on {time}; please look at it as it is now',
  },
  policy_problem: {
    status: 409,
    zh: '内容有问题，还不能发布：{detail}',
    en: 'Something is wrong with it, so it cannot be published: {detail}',
  },
  grabbed_by_other: { status: 409, zh: '已被其他门店抢走', en: 'Another branch was quicker' },
  order_already_paid: { status: 409, zh: '订单已付款', en: 'The order is already paid' },
  payment_unavailable: {
    status: 503,
    zh: '支付服务暂时不可用，请稍后重试',
    en: 'Payment is unavailable; please retry',
  },
  refund_exceeds: {
    status: 409,
    zh: '超出可退的数量或金额，请刷新后再试',
    en: 'More than can still be refunded; please look again',
  },
  refund_needs_decision: {
    status: 409,
    zh: '这笔退款没有办成，请在“退款”中决定：重新提交，或另行退款',
    en: 'Its refund failed: decide under refunds to ask again, or to pay otherwise',
  },
  refund_limit: {
    status: 409,
    zh: '这笔付款的退款次数已达上限',
    en: 'This payment can not be refunded any more times',
  },
  wechat_unavailable: {
    status: 503,
    zh: '微信服务暂时不可用，请稍后重试',
    en: 'WeChat is unavailable; please retry',
  },
  bill_not_ready: {
    status: 409,
    zh: '这一天的微信账单尚未出具（次日 10 点后可取）',
    en: 'WeChat Pay has no bill of that day yet (it is there from 10:00 of the next day)',
  },
  notification_invalid: { status: 401, zh: '通知签名无效', en: 'The notification is not authentic' },
  pickup_code_invalid: { status: 404, zh: '取货码无效', en: 'This pickup code is not valid' },
  pickup_code_expired: {
    status: 410,
    zh: '取货码已过期，请顾客刷新后重新出示',
    en: 'This pickup code has expired; ask the customer to refresh it',
  },
  pickup_share_over: {
    status: 410,
    zh: '这个代取链接已失效：已经取走、被收回，或换了新的链接',
    en: 'This link works no more: the goods were fetched, or it was called back or replaced',
  },
  digits_not_read: {
    status: 409,
    zh: '本店待取订单太多，无法按数字查找，请扫顾客的取货码',
    en: 'Too many orders wait here to find one by its digits; scan the customer’s QR code',
  },
  not_a_pickup: {
    status: 409,
    zh: '该订单是配送单，不能在柜台取货',
    en: 'This order is a delivery and is not handed over at the counter',
  },
  already_handed_over: { status: 409, zh: '该订单已被领取', en: 'This order was already handed over' },
  wrong_branch: { status: 409, zh: '该订单不在本店取货', en: 'This order is picked up at another branch' },
  courier_task_gone: {
    status: 409,
    zh: '这一单已被别人接走或已取消',
    en: 'This delivery is taken or called off',
  },
  courier_hands_full: {
    status: 409,
    zh: '手上已有 {count} 单，送完再接',
    en: 'You have {count} deliveries in hand; finish some first',
  },
  delivery_code_wrong: {
    status: 403,
    zh: '收货码不对，还可以试 {left} 次',
    en: 'The code is wrong; {left} tries left',
  },
  delivery_code_blocked: {
    status: 409,
    zh: '收货码错误次数过多，请联系门店确认送达',
    en: 'Too many wrong codes; ask the branch to confirm the delivery',
  },
  stock_below_reserved: {
    status: 409,
    zh: '库存不能低于已被预留的数量',
    en: 'Stock cannot go below what is reserved',
  },
  lot_required: {
    status: 409,
    zh: '该商品按批次管理，请填写批次和到期日',
    en: 'This product is tracked by lot: say which lot, and when it expires',
  },
  lot_not_there: { status: 409, zh: '该批次的可用数量不足', en: 'There is too little of this lot' },
  lot_expired: {
    status: 409,
    zh: '该批次已过期，不能交付',
    en: 'This lot has expired and must not be given out',
  },
  move_totals_differ: {
    status: 409,
    zh: '控制合计与文件不符（{what}）：填写 {stated}，文件 {found}。没有登记',
    en: 'The sum that was stated is not the file’s ({what}): {stated} stated, {found} in the file. Nothing was kept',
  },
  move_same_person: {
    status: 409,
    zh: '请由另一位同事签核：提交的人不能自己签',
    en: 'Somebody else has to sign: not who stated the sums',
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
  moved_on: {
    status: 409,
    zh: '提交后数据已过期或改变，请重新导入',
    en: 'What was stated has expired or changed; please import the file again',
  },
  moved_claimed: {
    status: 409,
    zh: '这份会员资料已有人认领；如有疑问请联系门店或客服',
    en: 'Somebody has taken this over already; ask the shop if that is wrong',
  },
  moved_phone_needed: {
    status: 409,
    zh: '请先用手机号验证身份',
    en: 'Please confirm your mobile number first',
  },
  busy: { status: 503, zh: '人多拥挤，请稍后重试', en: 'Busy; please try again' },
  rate_limited: { status: 429, zh: '操作过于频繁，请稍后再试', en: 'Too many requests; please slow down' },
  storage_full: {
    status: 507,
    zh: '存储空间已满，暂时无法保存；已有内容仍可查看',
    en: 'The disk is full: nothing can be saved now; what is there can still be read',
  },
  storage_damaged: {
    status: 503,
    zh: '存储的数据有损坏，请联系管理员修复',
    en: 'Stored data is damaged; whoever runs this system has to repair it',
  },
  internal: { status: 500, zh: '系统出错，请稍后重试', en: 'Something went wrong; please try again' },
  network_failed: {
    status: 503,
    zh: '网络不通，请检查后重试',
    en: 'No connection; please check and try again',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;

export type ProblemCode = keyof typeof problemCatalog;
export const problemCodes = Object.keys(problemCatalog) as ProblemCode[];

export type ProblemParams = Record<string, string | number>;

/** application/problem+json (RFC 9457) with our stable `code` and the parameters of its text. */
export const problemSchema = z.object({
  type: z.string().meta({ example: 'urn:jindian:problem:out_of_stock' }),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export function problemText(code: string, params: ProblemParams | undefined, language: 'zh' | 'en'): string {
  const entry = problemCatalog[code as ProblemCode] ?? problemCatalog.internal;
  return entry[language].replace(/\{(\w+)\}/g, (_, name: string) => String(params?.[name] ?? ''));
}
