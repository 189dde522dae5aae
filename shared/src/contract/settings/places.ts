import { readCalendar } from '../../hours.ts';
import { settingsArea } from './fields.ts';

export const placesSettings = settingsArea({
  title: { zh: '门店与时段', en: 'Places and slots' },
  groups: {
    calendar: { zh: '节假日', en: 'Holidays' },
    slots: { zh: '预约时段（地点没有自己的方案时）', en: 'Slots (where a place has no plan of its own)' },
  },
  fields: {
    holidays: {
      group: 'calendar',
      form: 'calendar',
      standard: '',
      name: { zh: '全品牌节假日营业安排', en: 'Calendar of the brand' },
      explanation: {
        zh: '与平时不同的日子：休息，或另外的营业时间；清空日期即去掉一行。所有网点按此营业；门店自己对某天另有安排的，以门店为准。预约时段、预计送达和选仓随之变化。',
        en: 'Days unlike others: closed, or at other hours; empty the dates of a row to take it out. Every branch and warehouse keeps them, unless it has an exception of its own for a day. Slots, expected times and sourcing follow.',
      },
    },
    slotWindowMinutes: {
      group: 'slots',
      standard: 120,
      min: 30,
      max: 480,
      name: { zh: '每段时长', en: 'Length of a slot' },
      explanation: { zh: '一个时段多长。', en: 'How long one slot is.' },
    },
    pickupSlotCount: {
      group: 'slots',
      standard: 20,
      min: 0,
      max: 10_000,
      name: { zh: '每段自提单数', en: 'Pickups in a slot' },
      explanation: { zh: '一个时段最多约几单自提。', en: 'How many pickups may book one slot.' },
    },
    deliverySlotCount: {
      group: 'slots',
      standard: 10,
      min: 0,
      max: 10_000,
      name: { zh: '每段配送单数', en: 'Deliveries in a slot' },
      explanation: { zh: '一个时段最多约几单配送。', en: 'How many deliveries may book one slot.' },
    },
    pickupLeadMinutes: {
      group: 'slots',
      standard: 30,
      min: 0,
      max: 1_440,
      name: { zh: '自提提前量', en: 'Notice for a pickup' },
      explanation: { zh: '最早能约多久以后。', en: 'The earliest slot begins so much later.' },
    },
    branchLeadMinutes: {
      group: 'slots',
      standard: 60,
      min: 0,
      max: 2_880,
      name: { zh: '门店配送提前量', en: 'Notice for a delivery from a branch' },
      explanation: { zh: '最早能约多久以后。', en: 'The earliest slot begins so much later.' },
    },
    branchWarehouseLeadMinutes: {
      group: 'slots',
      standard: 1_440,
      min: 0,
      max: 14_400,
      name: { zh: '分仓配送提前量', en: 'Notice for a delivery from a branch warehouse' },
      explanation: { zh: '最早能约多久以后。', en: 'The earliest slot begins so much later.' },
    },
    centralWarehouseLeadMinutes: {
      group: 'slots',
      standard: 2_880,
      min: 0,
      max: 14_400,
      name: { zh: '中心仓配送提前量', en: 'Notice for a delivery from a central warehouse' },
      explanation: { zh: '最早能约多久以后。', en: 'The earliest slot begins so much later.' },
    },
    slotHorizonDays: {
      group: 'slots',
      standard: 6,
      min: 1,
      max: 14,
      name: { zh: '可约天数', en: 'Bookable days' },
      explanation: { zh: '今天之外还能约几天。', en: 'How many days after today can be booked.' },
    },
  },
  checks: [
    {
      code: 'calendar_unclear',
      path: 'holidays',
      text: {
        zh: '节假日里有的日期不存在，或结束早于开始，或同一天写了两次，或超过 120 天',
        en: 'A day that does not exist, an end before its beginning, a day twice, or more than 120 days',
      },
      holds: ({ holidays }) => readCalendar(String(holidays)) !== null,
    },
  ],
});
