import { z } from '../../../zod.ts';
import { locationIdSchema, revisionSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { branchHoursSchema, hoursExceptionsSchema } from '../../places/hours.ts';
import { openSlotsSchema, slotPlanSchema, slotPlanViewSchema } from '../../places/slots.ts';
import { methodSchema } from '../../serving/order.ts';

const locationParams = z.object({ locationId: locationIdSchema });

export const slotEndpoints = {
  listSlots: endpoint({
    id: 'listSlots',
    method: 'get',
    path: '/v1/branches/{locationId}/slots',
    tag: 'storefront',
    summary:
      'Days with slots for pickup or delivery at a location, and whether there is room; a delivery point beyond its radius has none',
    access: 'public',
    params: locationParams,
    query: z.object({
      method: methodSchema,
      latGcj02: z.coerce.number().min(-90).max(90).optional(),
      lngGcj02: z.coerce.number().min(-180).max(180).optional(),
    }),
    response: openSlotsSchema,
  }),
  getSlotPlan: endpoint({
    id: 'getSlotPlan',
    method: 'get',
    path: '/v1/branches/{locationId}/slot-plan',
    tag: 'branch',
    summary:
      "A location's slot plan, its own or the default of its opening hours, and how full the coming days are",
    access: needs('slots.read', 'location'),
    params: locationParams,
    response: slotPlanViewSchema,
  }),
  getBranchHours: endpoint({
    id: 'getBranchHours',
    method: 'get',
    path: '/v1/branches/{locationId}/hours',
    tag: 'branch',
    summary: "A location's hours, the days that differ (its own and the brand's), and what is booked on them",
    access: needs('slots.read', 'location'),
    params: locationParams,
    response: branchHoursSchema,
  }),
  saveBranchHours: endpoint({
    id: 'saveBranchHours',
    method: 'post',
    path: '/v1/branches/{locationId}/hours',
    tag: 'branch',
    summary:
      "The days on which a location is closed or open at other hours; they count more than the brand's calendar, and what is booked stays booked",
    access: needs('slots.manage', 'location'),
    audited: 'location.hours',
    params: locationParams,
    body: z.object({ exceptions: hoursExceptionsSchema, revision: revisionSchema }),
    response: branchHoursSchema,
    problems: ['stale_revision', 'busy'],
  }),
  saveSlotPlan: endpoint({
    id: 'saveSlotPlan',
    method: 'post',
    path: '/v1/branches/{locationId}/slot-plan',
    tag: 'branch',
    summary:
      'Give a location a slot plan of its own, or (null) go back to the default; what is booked stays booked',
    access: needs('slots.manage', 'location'),
    idempotent: true,
    params: locationParams,
    body: z.object({ plan: slotPlanSchema.nullable(), revision: revisionSchema }),
    response: slotPlanViewSchema,
    problems: ['stale_revision', 'busy'],
  }),
};
