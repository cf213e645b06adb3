import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';

const AddressesSchema = v.object({ valohai: v.string(), secretsManager: v.string(), scheduler: v.string() });

/** Where the local services listen, each as `https://localhost:<port>`. */
export type ServiceAddresses = Readonly<v.InferOutput<typeof AddressesSchema>>;

export interface Services extends ServiceAddresses {
  /** PEM file of the authority that the services' certificate comes from. */
  readonly certificateFile: string;
  /** Which service was called by which method since the last time this was asked, in order. */
  calls(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts the local services in a process of their own, so that their work is not measured. */
export async function startServices(certificateFile: string): Promise<Services> {
  const child = fork(join(import.meta.dirname, 'services-process.ts'), [certificateFile]);
  const exited = once(child, 'exit').then(() => {
    throw new Error('the local services ended before they listened');
  });
  const [message]: unknown[] = await Promise.race([once(child, 'message'), exited]);
  exited.catch(() => undefined);
  return {
    ...v.parse(AddressesSchema, message),
    certificateFile,
    calls: async () => {
      child.send('calls');
      const [calls]: unknown[] = await once(child, 'message');
      return v.parse(v.array(v.string()), calls);
    },
    close: async () => {
      child.disconnect();
      await exited.catch(() => undefined);
    },
  };
}
