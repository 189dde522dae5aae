import type { Module } from '../../platform/module.ts';
import { mountMemberRoutes } from './routes.ts';
import { mountStaffRoutes, type StaffDesk } from './staff-routes.ts';

export function membersModule(
  services: Parameters<typeof mountMemberRoutes>[1] & { staff: StaffDesk },
): Module {
  return {
    name: 'people/members',
    permissions: ['hq.enter', 'roles.read', 'roles.grant', 'sessions.manage'],
    items: [
      'Member',
      'MemberRole',
      'MemberAddress',
      'MemberSession',
      'MemberSubscription',
      'MemberIdentity',
      'MemberPhoneIdentity',
      'PhoneCode',
      'MemberWechatAccount',
    ],
    routes(mount) {
      mountMemberRoutes(mount, services);
      mountStaffRoutes(mount, services.staff);
    },
  };
}
