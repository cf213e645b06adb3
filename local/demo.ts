import { join } from 'node:path';
import { openDatabase } from './database.ts';
import { playDemo } from './simulator/demo.ts';
import { DEFAULT_TOKEN, Simulator } from './simulator/simulator.ts';

/** A simulated Valohai for those who have none. */
export interface Demo {
  readonly url: string;
  readonly token: string;
  /** Starts executions that fail for different reasons, and tells the webhook about their ends. */
  play(webhookUrl: string): Promise<void>;
  stop(): Promise<void>;
}

/** @param stateDirectory where its executions are kept, so that pending retries find them at the next start */
export async function startDemo(stateDirectory: string | undefined): Promise<Demo> {
  const database = stateDirectory === undefined ? undefined : openDatabase(join(stateDirectory, 'simulator'));
  const simulator = await Simulator.start(database === undefined ? {} : { database });
  return {
    url: simulator.url,
    token: DEFAULT_TOKEN,
    async play(webhookUrl) {
      simulator.notifyUrl = webhookUrl;
      await playDemo(simulator);
    },
    async stop() {
      await simulator.close();
      database?.close();
    },
  };
}
