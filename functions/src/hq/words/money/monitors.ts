/** Thresholds of accounts that are watched. */
export const monitorWords = {
  monitors: { zh: '余额提醒', en: 'Watched thresholds' },
  monitorsAll: { zh: '全部余额提醒', en: 'All watched thresholds' },
  monitorsNone: { zh: '还没有提醒', en: 'Nothing is watched' },
  monitorBelow: { zh: '可用低于 {amount}', en: 'Available below {amount}' },
  monitorAtLeast: { zh: '可用达到 {amount}', en: 'Available at least {amount}' },
  monitorArmed: { zh: '监看中', en: 'Watching' },
  monitorTold: { zh: '已提醒', en: 'Crossed' },
  monitorFired: { zh: '可用 {amount}', en: '{amount} available' },
  monitorRemove: { zh: '不再监看', en: 'Stop watching' },
  monitorDirection: { zh: '何时提醒', en: 'When' },
  monitorWhenBelow: { zh: '可用低于', en: 'Available falls below' },
  monitorWhenAtLeast: { zh: '可用达到', en: 'Available reaches' },
  monitorThreshold: { zh: '数额（元；积分账户填个数）', en: 'Amount (yuan; points as a number)' },
  monitorBadThreshold: { zh: '数额有误', en: 'This is not an amount' },
  monitorAdd: { zh: '添加提醒', en: 'Watch' },
} as const;
