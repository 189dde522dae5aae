import { isUnwell, type PartHealth } from '../platform/part-health.ts';

/** The answer of `/healthz`: 503 as long as one part is not well, so that whoever watches needs to read nothing. */
export function healthAnswer(parts: readonly PartHealth[]): {
  status: 200 | 503;
  body: { ok: boolean; parts?: readonly PartHealth[] };
} {
  const ok = !parts.some(isUnwell);
  return { status: ok ? 200 : 503, body: { ok, ...(parts.length > 0 ? { parts } : {}) } };
}
