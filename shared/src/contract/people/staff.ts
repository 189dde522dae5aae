import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { locationIdSchema } from '../common.ts';
import { roleGrantSchema, staffMemberSchema } from './member.ts';
import { branchStaffRoles } from './permissions.ts';

export const staffReasonSchema = z.object({ reason: words().min(1).max(120) });

export const branchStaffSchema = z.object({
  items: z.array(
    staffMemberSchema.extend({
      /** Whoever asks may suspend and remove them; who leads the place is the brand's to say. */
      mayManage: z.boolean(),
    }),
  ),
});
export type BranchStaff = z.infer<typeof branchStaffSchema>;

/** Someone's roles after a change: what may be done by them, and what is suspended. */
export const heldRolesSchema = z.object({
  roles: z.array(roleGrantSchema),
  suspended: z.array(roleGrantSchema),
});
export type HeldRoles = z.infer<typeof heldRolesSchema>;

/**
 * What is open in somebody's name at a place, and what becomes of it when they go: parcels not fetched yet go back to the
 * other couriers; parcels that are out have to be brought to an end first; customers stay bound until that runs out. Offers
 * and parcels at the desk are the place's, and stay there.
 */
export const openWorkSchema = z.object({
  courierTasks: z.array(
    z.object({ orderNumber: z.string(), state: z.string(), becomes: z.enum(['back_to_pool', 'to_finish']) }),
  ),
  customers: z.int(),
});
export type OpenWork = z.infer<typeof openWorkSchema>;

export const staffMoveSchema = z.object({
  role: z.enum([...branchStaffRoles, 'manager']),
  fromLocationId: locationIdSchema,
  toLocationId: locationIdSchema,
});
