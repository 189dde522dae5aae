import type { RoleName } from '../people/permissions.ts';
import { modules } from './index.ts';
import { type ModuleName, moduleNames, type PartLists } from './names.ts';

/** What is off: switched off itself, or without what it needs. */
export function modulesOff(switches: Readonly<Record<ModuleName, string>>): ModuleName[] {
  const isOff = (name: ModuleName): boolean => switches[name] === 'off' || modules[name].needs.some(isOff);
  return moduleNames.filter(isOff);
}

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;

/** Whether a call asks for something that is off. */
export function asksForOff(off: readonly ModuleName[], id: string, body: unknown): boolean {
  const role = fieldOf(body, 'role') ?? fieldOf(fieldOf(body, 'grant'), 'role');
  return off.some((name) => {
    const { endpoints, bodies, roles } = modules[name];
    if (endpoints.includes(id)) return true;
    if (roleGivers.includes(id) && roles.includes(role as RoleName)) return true;
    const asked = bodies[id];
    return (
      asked !== undefined &&
      Object.entries(asked).every(([field, values]) => values.includes(String(fieldOf(body, field))))
    );
  });
}

/** Endpoints by which somebody is given a role, which their body names. */
export const roleGivers: readonly string[] = ['hqGrantRole', 'hqInvite', 'invite'];

/** Whether an entry of a list is to be shown, as one that no module that is off has for itself. */
export function isPartOn<List extends keyof PartLists>(
  off: readonly ModuleName[],
  list: List,
  entry: PartLists[List],
): boolean {
  return !off.some((name) => (modules[name].parts[list] as readonly string[] | undefined)?.includes(entry));
}

export function isRoleOff(off: readonly ModuleName[], role: RoleName): boolean {
  return off.some((name) => modules[name].roles.includes(role));
}

/** Acts of which every way to do them is off. */
export function isActOff(
  off: readonly ModuleName[],
  act: string,
  endpoints: readonly { id: string; audited?: string | undefined }[],
): boolean {
  const ways = endpoints.filter(({ audited }) => audited === act);
  return ways.length > 0 && ways.every(({ id }) => off.some((name) => modules[name].endpoints.includes(id)));
}

export function isPageOff(off: readonly ModuleName[], path: string): boolean {
  return off.some((name) =>
    modules[name].hqPages.some(
      (page) => path === page || path.startsWith(`${page}/`) || path.startsWith(`${page}.`),
    ),
  );
}
