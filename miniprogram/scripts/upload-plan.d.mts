export const uploader: string;
export function uploadPlan(given: {
  root: string;
  version: string;
  description: string;
  robot: string;
  keyFile: string | undefined;
  key: number | null;
  settings: string | null;
  project: { appid?: string } | null;
}): { problem: string; command?: never; args?: never } | { command: string; args: string[]; problem?: never };
