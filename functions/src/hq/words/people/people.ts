import type { LocalizedText } from '@jindian/shared/contract/common';

/** Sessions, roles, audit records, and reading what is hidden. */
export const peopleWords = {
  toSessions: { zh: '登录设备', en: 'Sessions' },
  sessionsTitle: { zh: '我的登录', en: 'My sessions' },
  sessionsLead: {
    zh: '这里列出仍然有效的登录。发现不是您的，请立即结束它。',
    en: 'What is signed in as you now. End at once what is not yours.',
  },
  sessionKind: { zh: '用于', en: 'For' },
  'audience.hq': { zh: '总部网页', en: 'HQ web view' },
  'audience.api': { zh: '小程序或商城网页', en: 'Mini-program or shop' },
  sessionStarted: { zh: '登录时间', en: 'Signed in' },
  sessionEnds: { zh: '到期', en: 'Ends' },
  sessionAddress: { zh: '地址', en: 'Address' },
  sessionAgent: { zh: '浏览器', en: 'Browser' },
  sessionCurrent: { zh: '当前', en: 'This one' },
  sessionEnd: { zh: '结束', en: 'End' },
  sessionEndOthers: { zh: '结束其他全部登录', en: 'End all others' },
  sessionsEnded: { zh: '已结束 {count} 个登录', en: '{count} sessions ended' },
  unknownAddress: { zh: '未知', en: 'Unknown' },
} as const satisfies Record<string, LocalizedText>;
