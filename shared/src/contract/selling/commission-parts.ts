import { z } from '../../zod.ts';

/** Whom a sale pays: who sold it, their branch, who brought them, and the branch of the grid it is sent into. */
export const commissionParts = ['seller', 'branch', 'second_level', 'grid_branch'] as const;
export const commissionPartSchema = z.enum(commissionParts);
export type CommissionPart = z.infer<typeof commissionPartSchema>;
