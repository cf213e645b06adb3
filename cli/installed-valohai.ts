import { ConfigError } from '../functions/config-error.ts';
import { ValohaiClient } from '../functions/valohai/client.ts';
import { sendHttp } from '../functions/valohai/http.ts';
import type { Installation } from './installation.ts';
import { readSecretDocument } from './secret-document.ts';

/** The Valohai of an installation, with the token that it acts with, read when it is first needed. */
export function valohaiOf({ valohaiHost, secrets, secretId }: Installation): ValohaiClient {
  let reading: Promise<string> | undefined;
  const read = async () => {
    const token = (await readSecretDocument(secrets, secretId)).valohaiToken.trim();
    if (token === '')
      throw new ConfigError('No Valohai token is stored. Store one with `npm run set-token`.');
    return token;
  };
  const token = () => {
    reading ??= read();
    return reading;
  };
  return new ValohaiClient(valohaiHost, { current: token, renewed: token }, sendHttp);
}
