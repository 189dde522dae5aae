import { tourShanghaiJinganBranchId as neighbour } from '../../../local/demo/network/tour.ts';
import type { Ground, Samples } from './ground.ts';

export const placesSamples = ({ branch, point, wave, bulkEdits }: Ground) =>
  ({
    hqGetLocation: { params: branch },
    hqGetStillThere: { params: branch },
    hqAddLocation: {
      body: {
        id: 'B99999',
        kind: 'branch',
        ownerId: 'hq',
        name: { zh: '新店', en: 'New' },
        address: { zh: '路 1 号', en: '1 Road' },
        latGcj02: 31.23,
        lngGcj02: 121.48,
        province: '',
        city: '',
        county: '',
        opensAtMinute: 540,
        closesAtMinute: 1260,
        serviceRadiusMeters: null,
        trades: [],
        abilities: [],
        maxOrdersPerDay: null,
        phone: null,
      },
    },
    getRollout: { params: branch },
    tickRolloutCheck: { params: { ...branch, check: 'labels' }, body: { done: true } },
    hqListWaves: {},
    hqAddWave: { body: { name: '第一批', plannedDay: '2099-06-01' } },
    hqChangeWave: {
      params: { waveId: wave },
      body: { name: '首批', plannedDay: '2099-06-02', revision: 1 },
    },
    hqRemoveWave: { params: { waveId: wave }, body: { revision: 0 } },
    hqPutInWave: { body: { waveId: wave, locationIds: [branch.locationId] } },
    hqPreviewBulkPlaces: {
      body: {
        choice: { filter: { province: '上海市', kind: 'branch' } },
        change: {
          addDays: [{ day: '2026-10-01', hours: null }],
          deliveryFee: { feeFen: 600, freeFromFen: 9_900 },
        },
      },
    },
    hqListPlaceBulkEdits: {},
    hqGetPlaceBulkEdit: { params: { bulkEditId: bulkEdits.placeEdit } },
    hqListPlaceBulkRows: {
      params: { bulkEditId: bulkEdits.placeEdit },
      query: { outcome: 'changed', limit: '10' },
    },
    hqStartPlaceBulkEdit: { params: { bulkEditId: bulkEdits.placeEdit } },
    hqDiscardPlaceBulkEdit: { params: { bulkEditId: bulkEdits.placeEditDropped } },
    hqMovePlaces: { body: { locationIds: [branch.locationId], to: 'open' } },
    hqChangeLocation: { params: branch, body: { status: 'open', revision: 0 } },
    suggestPlaces: { query: { text: '上海黄浦南京东路', ...point } },
    describePoint: { query: point },
    readAddressText: { body: { text: '李女士 13800010009 上海市黄浦区南京东路1号' } },
    listRegions: { query: { province: '上海市', city: '上海市' } },
    listSlots: { params: branch, query: { method: 'pickup' } },
    getSlotPlan: { params: branch },
    getBranchHours: { params: branch },
    hqReplayGrids: { body: { revision: 1 } },
    hqGetGridReplay: { params: { revision: '1' } },
    saveBranchHours: {
      // Of another place than the one that is changed otherwise: both count the same changes.
      params: { locationId: neighbour },
      body: { exceptions: [{ day: '2026-10-01', hours: null }], revision: 0 },
    },
    saveSlotPlan: { params: branch, body: { plan: null, revision: 0 } },
  }) satisfies Samples;
