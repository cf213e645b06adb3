import type { DeadLetters } from './dead-letters.ts';

/** With what CloudWatch invokes a function; as much of it as ours reads. */
export interface AlarmEvent {
  readonly source: 'aws.cloudwatch';
  readonly alarmData: { readonly state: { readonly value: 'ALARM'; readonly timestamp: string } };
}

export interface DeadLetterAlarmOptions {
  readonly letters: DeadLetters;
  /** Milliseconds between two looks. */
  readonly every: number;
  readonly onAlarm: (event: AlarmEvent) => void;
}

/**
 * CloudWatch's alarm on the dead letters: goes off when there is one, and again only after all had gone. It
 * forgets with the process, and says since when the oldest letter is there: who told people of that one knows.
 */
export class DeadLetterAlarm {
  readonly #options: DeadLetterAlarmOptions;
  #isOn = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DeadLetterAlarmOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), this.#options.every);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { letters, onAlarm } = this.#options;
    const wasOn = this.#isOn;
    this.#isOn = letters.count() > 0;
    const [oldest] = this.#isOn && !wasOn ? letters.list() : [];
    if (oldest === undefined) return;
    const timestamp = new Date(oldest.sentAt).toISOString();
    onAlarm({ source: 'aws.cloudwatch', alarmData: { state: { value: 'ALARM', timestamp } } });
  }
}
