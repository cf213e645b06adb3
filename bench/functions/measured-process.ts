/**
 * The program of a measured process: loads one handler, invokes it once, then again and again, and writes
 * what that took to file descriptor 3. It imports next to nothing, because all of it is measured too.
 *
 * Arguments: the handler's module, the event as JSON, the number of further invocations.
 */
import { readFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const RETRY_ARN = process.env.RETRY_FUNCTION_ARN;
const [entry = '', event = '', warmCount = '0'] = process.argv.slice(2);

const { handler } = await import(pathToFileURL(entry).href);
const loadMs = cpuMs();
await invoke();
const firstMs = cpuMs();
const peakKb = peakMemoryKb();

const start = performance.now();
for (let done = 0; done < Number(warmCount); done += 1) await invoke();
const warmMs = performance.now() - start;

writeSync(3, JSON.stringify({ loadMs, firstMs, peakKb, warmMs }));
process.exit();

async function invoke(): Promise<void> {
  await handler(JSON.parse(event), { invokedFunctionArn: RETRY_ARN, awsRequestId: 'bench' });
}

/** User and system time since the process began. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/**
 * The largest resident size so far. On Linux, a new process starts with the maxRSS of the one that started it,
 * so there the high-water mark of its own memory is read.
 */
function peakMemoryKb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
