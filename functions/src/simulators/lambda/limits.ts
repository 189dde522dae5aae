/** Lambda's quotas, as its documentation has them. */
export const maxRequestBytes = 6 * 1024 * 1024;
/** A hundred bytes more on the way back. */
export const maxResponseBytes = maxRequestBytes + 100;
const maxEnvironmentBytes = 4 * 1024;

/** Names and values together, in the words of the refused deployment; null when they fit. */
export function environmentRefusal(environment: Readonly<Record<string, string>>): string | null {
  const bytes = Object.entries(environment).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (bytes <= maxEnvironmentBytes) return null;
  return `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit: ${bytes} bytes.`;
}
