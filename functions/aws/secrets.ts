import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { ConfigError } from '../config-error.ts';
import { PATIENCE } from './patience.ts';

/** What the one secret holds. */
export interface Secrets {
  /** The keys that open the webhook: the current one and, while it is being replaced, the one before. */
  readonly webhookKeys: readonly string[];
  /** Valohai's API token; empty until somebody has stored it. */
  readonly valohaiToken: string;
  /** A Slack-compatible webhook that is told what SNS is told, if somebody stored one. */
  readonly slackUrl?: string | undefined;
}

/** The secret's JSON. Blanks and newlines around a value come from pasting and are dropped. */
const SecretSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    webhookKey: v.optional(v.pipe(v.string(), v.trim()), ''),
    previousWebhookKey: v.optional(v.pipe(v.string(), v.trim()), ''),
    valohaiToken: v.optional(v.pipe(v.string(), v.trim()), ''),
    // Of any kind: one that is written wrong must not cost the token. Who posts to it says that it is none.
    slackUrl: v.optional(
      v.pipe(
        v.unknown(),
        v.transform((url) => String(url ?? '').trim() || undefined),
      ),
    ),
  }),
);

const FRESH_FOR_MS = 5 * 60_000;

/** Without a limit, anybody with a wrong key could cause a call for each request. */
const MOST_RENEWALS = 20;

/** The secret could not be read: Secrets Manager is away, or does not let this function read it. */
export class SecretUnavailableError extends Error {
  override readonly name = 'SecretUnavailableError';

  /** Whether it stays so until somebody mends it: the secret was deleted, or the rights to it were taken away. */
  get isLasting(): boolean {
    return this.cause instanceof Error && LASTING.has(this.cause.name);
  }
}

/** Errors of GetSecretValue; a secret that waits for its deletion is an invalid request. */
const LASTING: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidRequestException',
  'ResourceNotFoundException',
]);

/** Reads the text of the secret as it is stored now. */
export type ReadSecret = () => Promise<string | undefined>;

/** The secret, read at first use and kept for five minutes. */
export class SecretStore {
  readonly #read: ReadSecret;
  readonly #now: () => number;
  #kept: { readonly secrets: Secrets; readonly at: number } | undefined;
  #reading: Promise<Secrets> | undefined;
  #renewals = { since: 0, count: 0 };

  constructor(read: ReadSecret, now: () => number = Date.now) {
    this.#read = read;
    this.#now = now;
  }

  /** @throws ConfigError when the secret is not the JSON it has to be; SecretUnavailableError when it cannot be read */
  async current(): Promise<Secrets> {
    const kept = this.#kept;
    if (kept !== undefined && this.#now() - kept.at < FRESH_FOR_MS) return kept.secrets;
    try {
      return await this.#readNow();
    } catch (error) {
      // An old secret is better than none: Valohai and the senders say whether it still holds.
      if (kept !== undefined && error instanceof SecretUnavailableError) return kept.secrets;
      throw error;
    }
  }

  /** The secret as it is stored now, for those whom the kept one does not serve; at most 20 times in five minutes. */
  async renewed(): Promise<Secrets> {
    if (this.#now() - this.#renewals.since >= FRESH_FOR_MS) this.#renewals = { since: this.#now(), count: 0 };
    if (this.#renewals.count >= MOST_RENEWALS) return this.current();
    this.#renewals.count += 1;
    return this.#readNow();
  }

  /** Requests to Valohai go out side by side; they share one reading of the secret. */
  #readNow(): Promise<Secrets> {
    this.#reading ??= this.#readAndKeep().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAndKeep(): Promise<Secrets> {
    const secrets = parseSecrets(await this.#readText());
    this.#kept = { secrets, at: this.#now() };
    return secrets;
  }

  async #readText(): Promise<string | undefined> {
    try {
      return await this.#read();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SecretUnavailableError(`The secret cannot be read: ${why}`, { cause });
    }
  }
}

/** @throws ConfigError that says what the secret lacks, and nothing of what it holds */
export function parseSecrets(text: string | undefined): Secrets {
  const parsed = v.safeParse(SecretSchema, text);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new ConfigError(
      `The secret is not JSON of the form {"webhookKey": "…", "valohaiToken": "…"} ` +
        `(${v.getDotPath(issue) ?? 'the whole'} is of another kind). ` +
        'Store the token with `npm run set-token`; it keeps the rest.',
    );
  }
  const { webhookKey, previousWebhookKey, valohaiToken, slackUrl } = parsed.output;
  return {
    webhookKeys: [webhookKey, previousWebhookKey].filter((key) => key !== ''),
    valohaiToken,
    slackUrl,
  };
}

/** The token for Valohai, as the client wants it. */
export function valohaiTokenFrom(store: SecretStore) {
  return {
    current: async () => tokenIn(await store.current()),
    renewed: async () => tokenIn(await store.renewed()),
  };
}

function tokenIn({ valohaiToken }: Secrets): string {
  if (valohaiToken === '') {
    throw new ConfigError('No Valohai token is stored yet. Store one with `npm run set-token`.');
  }
  return valohaiToken;
}

/** Reads a secret from AWS Secrets Manager. The client is loaded at first use, to keep the start short. */
export function readSecretFromAws(secretId: string): ReadSecret {
  let client: SecretsManagerClient | undefined;
  return async () => {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('../at-first-use.ts');
    client ??= new SecretsManagerClient(PATIENCE);
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return SecretString;
  };
}
