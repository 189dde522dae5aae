import type { RoleName } from '../people/permissions.ts';
import { modules } from './index.ts';
import { type ModuleName, moduleNames, type PartLists } from './names.ts';
import { sharedParts } from './shared.ts';

/** What is off: switched off itself, or without what it needs. */
export function modulesOff(switches: Readonly<Record<ModuleName, string>>): ModuleName[] {
  const isOff = (name: ModuleName): boolean => switches[name] === 'off' || modules[name].needs.some(isOff);
  return moduleNames.filter(isOff);
}

/** All that is off with these: their own, and what nobody else needs either. */
const offWith = (off: readonly ModuleName[]) => [
  ...off.map((name) => modules[name]),
  ...sharedParts.filter(({ of }) => of.every((name) => off.includes(name))),
];

/** Whether nobody is paid: what settles has nothing to do. */
export const isNobodyPaid = (off: readonly ModuleName[]): boolean => isPageOff(off, '/settlement');

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;

/** Whether a call asks for something that is off. */
export function asksForOff(off: readonly ModuleName[], id: string, body: unknown): boolean {
  const role = fieldOf(body, 'role') ?? fieldOf(fieldOf(body, 'grant'), 'role');
  if (offWith(off).some(({ endpoints }) => endpoints.includes(id))) return true;
  return off.some((name) => {
    const { bodies, roles } = modules[name];
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
  return !offWith(off).some(({ parts }) => (parts[list] as readonly string[] | undefined)?.includes(entry));
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
  return (
    ways.length > 0 && ways.every(({ id }) => offWith(off).some(({ endpoints: ids }) => ids.includes(id)))
  );
}

export function isPageOff(off: readonly ModuleName[], path: string): boolean {
  return offWith(off).some(({ hqPages }) =>
    hqPages.some((page) => path === page || path.startsWith(`${page}/`) || path.startsWith(`${page}.`)),
  );
}
