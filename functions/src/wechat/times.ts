const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** RFC 3339 in Beijing time to the second, the form that WeChat Pay documents: 2015-05-20T13:29:35+08:00. */
export function formatBeijingTime(epochMs: number): string {
  return `${new Date(epochMs + BEIJING_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** As above with milliseconds, the form that shipping upload documents. */
export function formatBeijingTimeMs(epochMs: number): string {
  return `${new Date(epochMs + BEIJING_OFFSET_MS).toISOString().slice(0, 23)}+08:00`;
}

/** Epoch ms of an RFC 3339 time, or undefined. */
export function parseRfc3339(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
