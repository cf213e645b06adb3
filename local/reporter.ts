import { describeEvent } from './describe-event.ts';
import { type InstallationEvent, readEvent } from './events.ts';
import type { LocalInstallation } from './installation.ts';
import { STATE_DIRECTORY, wordsForState } from './local-account.ts';
import type { StartOptions } from './words.ts';

/** Shows what happens: lines for people, or JSON lines for programs. */
export class Reporter {
  readonly #options: StartOptions;
  /** What the demonstration still has to show. */
  readonly #awaited = ['recovered', 'recovered', 'exhausted', 'permanent', 'told'];

  constructor(options: StartOptions) {
    this.#options = options;
  }

  ready(installation: LocalInstallation): void {
    const { webhookUrl, schedulerEndpoint, secretsEndpoint, deadLettersEndpoint, valohaiHost } = installation;
    if (this.#options.json) {
      print({
        event: 'ready',
        webhookUrl,
        schedulerEndpoint,
        secretsEndpoint,
        deadLettersEndpoint,
        valohaiHost,
      });
    } else {
      process.stdout.write(
        this.#options.host === undefined ? demoText(this.#options) : hostText(installation, this.#options),
      );
    }
  }

  /** Takes a line that a function wrote. */
  log(line: string): void {
    const event = readEvent(line);
    if (event === undefined) return;
    if (this.#options.json) {
      print(event);
      return;
    }
    const text = describeEvent(event, new Date(), this.#options.timeScale);
    if (text !== undefined) process.stdout.write(`${text}\n`);
    if (this.#options.host === undefined) this.#endDemo(event);
  }

  #endDemo({ event, kind = '', cause = '' }: InstallationEvent): void {
    for (const seen of [event, kind, cause]) {
      const place = this.#awaited.indexOf(seen);
      if (place === -1) continue;
      this.#awaited.splice(place, 1);
      if (this.#awaited.length === 0) process.stdout.write(NEXT_STEP);
    }
  }
}

function print(event: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function demoText({ timeScale }: StartOptions): string {
  return `
valohai-retry, with a simulated Valohai in which executions fail. Waiting passes ${timeScale} times faster here.

`;
}

function hostText(
  { webhookUrl, valohaiHost }: LocalInstallation,
  { stateDirectory = STATE_DIRECTORY }: StartOptions,
): string {
  return `
valohai-retry works for ${valohaiHost}. Paste this URL into its notifications (Settings, Notifications,
Channels, type webhook), with the address under which Valohai reaches this machine instead of ${new URL(webhookUrl).hostname}. It
speaks plain HTTP: between machines, put a proxy with TLS before it.

  ${webhookUrl}

Is all well?  npm run doctor -- ${wordsForState(stateDirectory).join(' ')}
Ctrl-C ends it; what is pending goes on at the next start.

`;
}

const NEXT_STEP = `
That was all of it: two came back, one was given up, one had a bug. Ctrl-C ends this.
For a real Valohai, from this machine:  npm start -- --host https://app.valohai.com
In AWS, with nothing to look after:     npx cdk deploy  (see the README)

`;
