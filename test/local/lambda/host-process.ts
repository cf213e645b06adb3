/**
 * A host of its own process, for tests that kill it: `node host-process.ts <state directory> <function folder>
 * <environment as JSON> <payload>…` enqueues the payloads and delivers whatever the state holds.
 */
import { openDatabase } from '../../../local/database.ts';
import { InvocationQueue } from '../../../local/lambda/invocation-queue.ts';
import { LambdaHost } from '../../../local/lambda/lambda-host.ts';

const [state = '', code = '', environment = '{}', ...payloads] = process.argv.slice(2);
const arn = 'arn:aws:lambda:eu-north-1:000000000000:function:sample';

const host = await LambdaHost.start({
  functions: [
    {
      name: 'sample',
      arn,
      code,
      handler: 'index.handler',
      environment: JSON.parse(environment),
      timeoutSeconds: 30,
      memoryMb: 128,
    },
  ],
  onLog: (_name, line) => console.log(line),
});
const queue = new InvocationQueue({
  database: openDatabase(state),
  invoke: (functionArn, payload, requestId) => host.invoke(functionArn, payload, requestId),
  deadLetter: ({ body }) => console.log(`dead letter ${body}`),
  concurrency: 2,
});
for (const payload of payloads) queue.enqueue({ functionArn: arn, payload, source: 'test' });
queue.start();

process.on('SIGTERM', async () => {
  await Promise.all([queue.stop(), host.stop()]);
  process.exit(0);
});
