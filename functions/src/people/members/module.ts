import type { Module } from '../../platform/module.ts';
import { type BranchStaffDesk, mountBranchStaff } from './branch-staff.ts';
import { type DeskSignInDeps, mountDeskSignIn } from './desk-sign-in.ts';
import { mountMemberRoutes } from './routes.ts';
import { mountStaffRoutes, type StaffDesk } from './staff-routes.ts';

export function membersModule(
  services: Parameters<typeof mountMemberRoutes>[1] &
    DeskSignInDeps & { staff: StaffDesk; branchStaff: BranchStaffDesk },
): Module {
  return {
    name: 'people/members',
    permissions: ['hq.enter', 'desk.enter', 'roles.read', 'roles.grant', 'staff.manage', 'sessions.manage'],
    items: [
      'Member',
      'MemberRole',
      'MemberAddress',
      'MemberSession',
      'MemberSubscription',
      'MemberAgreement',
      'MemberVerification',
      'MemberIdentity',
      'MemberPhoneIdentity',
      'PhoneCode',
      'SignInTicket',
      'BootstrapUsed',
      'MemberWechatAccount',
    ],
    routes(mount) {
      mountMemberRoutes(mount, services);
      mountDeskSignIn(mount, services);
      mountStaffRoutes(mount, services.staff);
      mountBranchStaff(mount, services.branchStaff);
    },
  };
}
