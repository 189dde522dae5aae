import type { LocalizedText } from '../common.ts';

/** Of places, owners, waves, addresses and slots. */
export const placesProblems = {
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
  too_many_waves: {
    status: 409,
    zh: '最多 {most} 个批次',
    en: 'There are {most} waves at most',
  },
  wave_not_empty: {
    status: 409,
    zh: '批次中还有 {count} 家门店：先移出，或确认一并移出',
    en: 'There are {count} branches in the wave: move them out first, or say that they may be',
  },
  wave_day_over: {
    status: 409,
    zh: '计划日期已过，请选今天或以后的日期',
    en: 'That day is over: choose today or a later one',
  },
  wave_only_branches: {
    status: 409,
    zh: '只有门店分批开业',
    en: 'Only branches open in waves',
  },
  too_many_days: {
    status: 409,
    zh: '与平时不同的日子最多 {most} 天',
    en: 'There are {most} days that differ at most',
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
  branch_unavailable: { status: 409, zh: '该门店暂停营业', en: 'This branch is not taking orders' },
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
  slot_unavailable: { status: 409, zh: '该时段已不可预约，请另选', en: 'This slot can no longer be booked' },
  slot_full: { status: 409, zh: '该时段已约满，请另选', en: 'This slot is full; please choose another' },
} as const satisfies Record<string, LocalizedText & { status: number }>;
