import { listenOnLoopback } from '../../../local/aws-protocol/loopback-server.ts';
import { openDatabase } from '../../../local/database.ts';
import { LocalScheduler } from '../../../local/scheduler/local-scheduler.ts';
import { createSchedulerEndpoint } from '../../../local/scheduler/scheduler-endpoint.ts';

// A process to be killed: it writes what it hands over into the database of its scheduler.
const database = openDatabase(process.argv[2] ?? '');
database.exec('CREATE TABLE IF NOT EXISTS handed_over (input TEXT NOT NULL)');
const scheduler = new LocalScheduler({
  database,
  timeScale: 60,
  region: 'eu-north-1',
  accountId: '111122223333',
  deliver: ({ input }) => {
    database.prepare('INSERT INTO handed_over VALUES (?)').run(input);
    return { kind: 'accepted' };
  },
  deadLetters: { add: () => undefined },
});
scheduler.start();
const { url } = await listenOnLoopback(createSchedulerEndpoint(scheduler));
console.log(url);
