import { settingsArea } from './fields.ts';

export const peopleSettings = settingsArea({
  title: { zh: '会员与员工', en: 'Members and staff' },
  groups: {
    members: { zh: '会员', en: 'Members' },
    staff: { zh: '员工', en: 'Staff' },
    sessions: { zh: '登录', en: 'Sessions' },
  },
  fields: {
    appSessionMinutes: {
      group: 'sessions',
      standard: 120,
      min: 15,
      max: 1_440,
      name: { zh: '小程序登录时长', en: 'A session of the app' },
      explanation: {
        zh: '一次登录多久有效；之后自动重新登录。已开始的登录不受影响。',
        en: 'How long signing in holds; after it the app signs in again by itself. Sessions that have begun keep theirs.',
      },
    },
    deskSessionMinutes: {
      group: 'sessions',
      standard: 720,
      min: 15,
      max: 1_440,
      name: { zh: '电脑工作台登录时长', en: 'A session of a desk on a computer' },
      explanation: {
        zh: '店员扫码登录电脑或平板后多久需要再次扫码，约一个班次。已开始的登录不受影响。',
        en: 'After how long the QR on a computer or tablet is to be scanned again: about a shift. Sessions that have begun keep theirs.',
      },
    },
    hqSessionMinutes: {
      group: 'sessions',
      standard: 120,
      min: 15,
      max: 720,
      name: { zh: '总部登录时长', en: 'A session at HQ' },
      explanation: {
        zh: '扫码进入总部后多久需要再次扫码。已开始的登录不受影响。',
        en: 'After how long the QR is to be scanned again. Sessions that have begun keep theirs.',
      },
    },
    invitationDays: {
      group: 'staff',
      standard: 7,
      min: 1,
      max: 30,
      name: { zh: '邀请有效期', en: 'An invitation' },
      explanation: {
        zh: '邀请员工的链接和邀请码多久有效。已发出的邀请不受影响。',
        en: 'How long a link or code by which somebody is invited to a role is good. What was sent keeps its own.',
      },
    },
    deletionWaitingDays: {
      group: 'members',
      standard: 7,
      min: 0,
      max: 15,
      name: { zh: '注销等待期', en: 'Waiting before a member is forgotten' },
      explanation: {
        zh: '会员申请注销后多久删除个人信息；期间可以撤回。已提出的申请不受影响。',
        en: 'After asking, until when it can be taken back; then personal data is deleted. Requests that were made keep theirs.',
      },
    },
    addressCount: {
      group: 'members',
      standard: 20,
      min: 1,
      max: 50,
      name: { zh: '收货地址数', en: 'Addresses' },
      explanation: { zh: '一名会员最多保存几个地址。', en: 'How many one member may keep.' },
    },
  },
});
