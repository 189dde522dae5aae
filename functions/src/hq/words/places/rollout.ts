import type { LocalizedText } from '@jindian/shared/contract/common';

/** What the board of openings says. */
export const rolloutWords = {
  mapNoPlaces: {
    zh: '还没有门店。建好门店后，地图上会有它们和所在的区县。',
    en: 'There is no branch yet. Once there is one, the map shows it with the counties around.',
  },
  mapNoneOpen: {
    zh: '还没有营业的门店。地图上是 {count} 家筹备中或演练中的门店，和它们所在的区县或网格。',
    en: 'No branch is open yet. The map shows {count} that prepare or rehearse, with their counties or grids.',
  },
  orderPractice: { zh: '练习单', en: 'Practice' },
  rolloutTitle: { zh: '开业进度', en: 'Openings' },
  rolloutLead: {
    zh: '门店从筹备到演练，再到营业。演练时顾客下不了单，店员可以下练习单走一遍流程；清单做完才能营业。',
    en: 'A branch prepares, rehearses, then opens. While it rehearses no shopper can order there and its staff practise; it opens once its checklist is done.',
  },
  rolloutWhere: {
    zh: '营业时间和货架码由店长在小程序“我的 → 门店 → 开业清单”里确认；练习单也在那里下。',
    en: 'Hours and shelf codes are confirmed by the manager of the branch in the mini-program (Me → Branch → Opening), where practice orders are placed, too.',
  },
  rolloutPlaces: { zh: '未开业的门店（{count}）', en: 'Branches on their way ({count})' },
  rolloutNone: { zh: '这里没有门店', en: 'No branch here' },
  rolloutNoneInWave: {
    zh: '这个批次还没有门店：在“全部未开业”里勾选，再放入这个批次',
    en: 'No branch is in this wave yet: tick some among all that are not open, and put them into it',
  },
  rolloutRehearse: { zh: '开始演练', en: 'Begin to rehearse' },
  rolloutOpen: { zh: '开业', en: 'Open' },
  rolloutBack: { zh: '退回筹备', en: 'Back to preparing' },
  rolloutInto: { zh: '放入批次', en: 'Into the wave' },
  rolloutPut: { zh: '放入批次', en: 'Put into the wave' },
  rolloutNoWave: { zh: '未分批次', en: 'In no wave' },
  rolloutMore: { zh: '后面的门店', en: 'More branches' },
  rolloutWaves: { zh: '批次', en: 'Waves' },
  rolloutWavesLead: {
    zh: '按计划日期分批开业；批次只用于安排，不会自动开业。',
    en: 'Branches that are to open together, by their planned day. A wave plans: it opens nothing by itself.',
  },
  rolloutWave: { zh: '批次', en: 'Wave' },
  rolloutWaveCount: { zh: '已营业 {open}/{all}', en: '{open} of {all} open' },
  rolloutOnTheWay: { zh: '全部未开业', en: 'All that are not open' },
  rolloutChange: { zh: '修改批次', en: 'Change the wave' },
  rolloutRemove: { zh: '删除批次', en: 'Remove the wave' },
  rolloutRemoveEmpty: { zh: '批次中没有门店。', en: 'There is no branch in it.' },
  rolloutRemovePlaces: {
    zh: '其中的 {count} 家门店改为“未分批次”',
    en: 'Its {count} branches are in no wave then',
  },
  rolloutNewWave: { zh: '新建批次', en: 'New wave' },
  rolloutName: { zh: '批次名称', en: 'Name' },
  rolloutDay: { zh: '计划日期', en: 'Planned day' },
  rolloutSave: { zh: '保存', en: 'Save' },
  rolloutAtBranch: {
    zh: '由店员在小程序“开业清单”里完成',
    en: 'by its clerks in the mini-program (Opening)',
  },
  rolloutMissing: { zh: '还缺', en: 'Missing' },
  rolloutReady: { zh: '清单已完成', en: 'Checklist done' },
  rolloutChooseSome: { zh: '请先选门店（最多 50 家）', en: 'Choose some branches first (50 at most)' },
  rolloutMoved: { zh: '已更改 {count} 家，几秒内生效。', en: '{count} changed; in force within seconds.' },
  rolloutStay: {
    zh: '{count} 家没有更改：当前状态不能这样改，或清单没有完成（见“还缺”）。',
    en: '{count} stay as they are: not possible from their status, or their checklist is not done (see what is missing).',
  },
} as const satisfies Record<string, LocalizedText>;
