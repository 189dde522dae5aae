import { brandDay } from '../time.ts';

/** Clients of ours say with it which version they are; others, such as programs that call the API, say nothing. */
export const clientVersionHeader = 'x-client-version';

/** As package.json has it; what follows the three numbers makes no difference. */
export const clientVersionPattern = /^(\d{1,4})\.(\d{1,4})\.(\d{1,4})([-+][\w.-]{1,20})?$/;

function numbersOf(version: string | undefined): number[] | null {
  return (
    clientVersionPattern
      .exec(version ?? '')
      ?.slice(1, 4)
      .map(Number) ?? null
  );
}

/** Nothing is older than no version, and what is no version is not older than any. */
export function isOlder(version: string | undefined, than: string | undefined): boolean {
  const [is, wanted] = [numbersOf(version), numbersOf(than)];
  if (!is || !wanted) return false;
  const differs = wanted.findIndex((number, place) => number !== is[place]);
  return differs >= 0 && (is[differs] as number) < (wanted[differs] as number);
}

type VersionLimits = {
  readonly askedVersion: string;
  readonly oldestVersion: string;
  readonly oldVersionsUntil: string;
};

/** What is older than this is refused now: until the end of the day that was announced, nothing is. */
export function refusedBelow({ oldestVersion, oldVersionsUntil }: VersionLimits, nowMs: number): string {
  return oldVersionsUntil !== '' && brandDay(nowMs) <= oldVersionsUntil ? '' : oldestVersion;
}

/** What is older than this is asked to update: also what will be refused one day. */
export function askedBelow({ askedVersion, oldestVersion }: VersionLimits): string {
  return askedVersion === '' || isOlder(askedVersion, oldestVersion) ? oldestVersion : askedVersion;
}
