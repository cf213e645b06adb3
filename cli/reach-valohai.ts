import { ConfigError } from '../functions/config-error.ts';
import { ValohaiClient } from '../functions/valohai/client.ts';
import { sendHttp } from '../functions/valohai/http.ts';
import { askSecretly } from './ask-secretly.ts';
import { UsageError } from './command.ts';
import { fixedToken } from './fixed-token.ts';
import { type Gentleness, gently } from './gentle-http.ts';
import { readHost } from './read-host.ts';

/** The words by which a command is told which Valohai to read, and as whom. */
export const VALOHAI_WORDS = {
  host: { type: 'string' },
  stack: { type: 'string' },
  local: { type: 'boolean' },
  state: { type: 'string' },
} as const;

export const VALOHAI_HELP = `
  --host URL     the Valohai to read from (the policy's, or the named installation's)
  --stack NAME   read with the token that this CloudFormation stack has stored
  --local        read with the token of the one that \`npm start\` runs on this machine
  --state DIR    its folder; means --local

The token is taken from VALOHAI_TOKEN or VH_API_TOKEN, else from the installation that is named, else it is
asked for. At most four requests are under way at a time, and a request for patience (429) is honoured.`;

interface ValohaiWords {
  readonly host?: string | undefined;
  readonly stack?: string | undefined;
  readonly local?: boolean | undefined;
  readonly state?: string | undefined;
}

/**
 * A client for commands that only read.
 *
 * @param policyHost the host that the policy names
 * @throws UsageError, ConfigError
 */
export async function reachValohai(
  words: ValohaiWords,
  policyHost: string,
  gentleness: Gentleness,
): Promise<ValohaiClient> {
  const { host, findToken } = await locate(words, policyHost);
  const token = await findToken();
  if (token === '') {
    throw new ConfigError(
      `A token for ${host} is needed: set VALOHAI_TOKEN, name an installation, or type it when asked.`,
    );
  }
  return new ValohaiClient(host, fixedToken(token), gently(sendHttp, gentleness));
}

interface Location {
  readonly host: string;
  readonly findToken: () => Promise<string>;
}

async function locate({ stack, local, state, host }: ValohaiWords, policyHost: string): Promise<Location> {
  const { VALOHAI_TOKEN, VH_API_TOKEN } = process.env;
  const given = (VALOHAI_TOKEN || VH_API_TOKEN || '').trim();
  const wanted = host === undefined ? undefined : readHost(host);
  if (stack === undefined && local !== true && state === undefined) {
    const chosen = wanted ?? policyHost;
    const findToken = async () => given || askSecretly(`Token for ${chosen} (not shown): `);
    return { host: chosen, findToken };
  }
  // Loaded only here: the AWS clients take longer to load than most of these commands to run.
  const { findInstallation, INSTALLATION_WORDS } = await import('./installation.ts');
  const { readSecretDocument } = await import('./secret-document.ts');
  const named = stack ?? INSTALLATION_WORDS.stack.default;
  const installation = await findInstallation({ stack: named, local, state });
  const { valohaiHost, secrets, secretId } = installation;
  // A stored token is for the host that it was stored for.
  if (given === '' && wanted !== undefined && wanted !== valohaiHost) {
    throw new UsageError(`--host: found ${wanted}, but the token of this installation is for ${valohaiHost}`);
  }
  const readStored = async () => (await readSecretDocument(secrets, secretId)).valohaiToken.trim();
  return { host: wanted ?? valohaiHost, findToken: async () => given || readStored() };
}
