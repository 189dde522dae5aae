import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from '@jindian/shared/zod';
import { awsPatience, morePatient } from '../platform/budgets.ts';
import { type Secrets, secretParts } from '../platform/config.ts';
import { type SecretPart, secretVariables } from '../platform/deployed-names.ts';
import { attemptLimits, withPatience } from '../platform/patience.ts';

/** One part, with everything that belongs into it. Its faults are told by name only. */
async function readPart(
  client: SecretsManagerClient,
  part: SecretPart,
  secretId: string,
): Promise<Partial<Secrets>> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  let stored: unknown;
  try {
    stored = JSON.parse(SecretString ?? '');
  } catch {
    // As it was made with the stack: nobody has put anything there, and nothing in it is needed.
    if (secretParts[part].safeParse({}).success) return {};
    throw new Error(`the secret ${secretId} is not JSON yet: see cdk/README.md`);
  }
  const parsed = secretParts[part].safeParse(stored);
  if (!parsed.success)
    throw new Error(`the secret ${secretId} is not complete:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** What this function is given, read once in the life of a process; what it is not given throws when it is wanted. */
export async function readSecrets(
  environment: Record<string, string | undefined>,
  patienceTimes: number,
): Promise<Secrets> {
  const patience = morePatient(awsPatience, patienceTimes);
  const client = withPatience(
    new SecretsManagerClient({ maxAttempts: 4, requestHandler: attemptLimits(patience) }),
    patience,
  );
  const parts = Object.keys(secretParts) as SecretPart[];
  const secrets = Object.create(null) as Secrets;
  for (const name of parts.flatMap((part) => Object.keys(secretParts[part].shape)))
    Object.defineProperty(secrets, name, {
      configurable: true,
      get() {
        throw new Error(`this function is not given ${name}`);
      },
    });
  await Promise.all(
    parts.map(async (part) => {
      const secretId = environment[secretVariables[part]];
      if (!secretId) return;
      const given: Record<string, unknown> = await readPart(client, part, secretId);
      for (const name of Object.keys(secretParts[part].shape))
        Object.defineProperty(secrets, name, { value: given[name] });
    }),
  );
  return secrets;
}

/** In the place of a client that this function has no keys for: whoever uses it is told so. */
export function withoutKeys<Client extends object>(service: string): Client {
  return new Proxy({} as Client, {
    get(_, name) {
      throw new Error(`this function has no keys of ${service}: ${String(name)}`);
    },
  });
}
