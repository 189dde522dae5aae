import type { Ground, Samples } from './ground.ts';

export const platformSamples = ({ again, never, stop }: Ground) =>
  ({
    hqListDeadLetters: {},
    hqRetryDeadLetter: { params: { deadLetterId: again ?? '' } },
    hqDropDeadLetter: { params: { deadLetterId: never ?? '' } },
    getSettings: {},
    hqListStops: {},
    hqSetStop: {
      body: {
        kind: 'orders',
        province: '西藏自治区',
        city: null,
        channel: null,
        reason: '测试',
        untilMs: null,
      },
    },
    hqLiftStop: { params: { stopId: stop } },
    hqListSiteFiles: {},
    hqPutSiteFile: { body: { name: 'MP_verify_abcd1234.txt', content: 'abcd1234' } },
    hqRemoveSiteFile: { params: { siteFileId: 'MP_verify_abcd1234.txt' } },
    hqListPolicies: {},
    hqGetPolicy: { params: { name: 'settings-serving' } },
    hqSavePolicyDraft: {
      params: { name: 'settings-selling' },
      body: { revision: 0, content: { bindingDays: 30, returnWindowDays: 7 } },
    },
    hqDiscardPolicyDraft: { params: { name: 'settings-people' }, body: { revision: 1 } },
    hqPublishPolicy: { params: { name: 'settings-selling' }, body: { revision: 1, note: '测试' } },
    hqCancelPlannedPolicy: { params: { name: 'settings-people' }, body: { revision: 1 } },
    hqListPolicyVersions: { params: { name: 'settings-serving' }, query: { limit: '5' } },
    hqGetPolicyVersion: { params: { name: 'settings-serving', number: '0' } },
    hqRestorePolicyVersion: {
      params: { name: 'settings-places', number: '0' },
      body: { revision: 0, note: '测试' },
    },
  }) satisfies Samples;
