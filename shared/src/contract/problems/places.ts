import type { LocalizedText } from '../common.ts';

/** Of places, owners, waves, addresses and slots. */
export const placesProblems = {
  too_many_days: {
    status: 409,
    zh: '与平时不同的日子最多 {most} 天',
    en: 'There are {most} days that differ at most',
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
