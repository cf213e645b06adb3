import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { fewAtATime } from '../few-at-a-time.ts';
import { type Letter, readLetter } from './letter.ts';

/** In seconds: longer than it takes to go through a full queue. Who breaks off leaves no letter hidden for longer. */
const HIDDEN_FOR = 120;

/** In seconds. Only a request that waits asks all of SQS's servers. */
const PATIENCE = 1;

/**
 * The dead letters. SQS cannot be looked into: who reads a letter takes it, which hides it from all others for
 * a while, so all of them are taken and then put back.
 */
export class LetterBox {
  readonly #client: SQSClient;
  readonly #QueueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#QueueUrl = queueUrl;
  }

  /** About how many letters somebody else holds at this moment. */
  async countHeld(): Promise<number> {
    const name = 'ApproximateNumberOfMessagesNotVisible';
    const command = new GetQueueAttributesCommand({ QueueUrl: this.#QueueUrl, AttributeNames: [name] });
    return Number((await this.#client.send(command)).Attributes?.[name] ?? 0);
  }

  /** Every letter that nobody else holds at this moment, the oldest first. */
  async read(): Promise<Letter[]> {
    return this.take(async (letters) => letters);
  }

  /** Holds every letter while something is done with them; what was not deleted is put back. */
  async take<Result>(act: (letters: Letter[]) => Promise<Result>): Promise<Result> {
    const taken = new Map<string, Letter>();
    try {
      for (let more = true; more; ) more = await this.#takeSome(taken);
      return await act([...taken.values()].sort((a, b) => a.arrivedAt.getTime() - b.arrivedAt.getTime()));
    } finally {
      await fewAtATime([...taken.values()], (letter) => this.#putBack(letter));
    }
  }

  /** Deletes a letter that is held. */
  async delete({ handle }: Letter): Promise<void> {
    await this.#client.send(new DeleteMessageCommand({ QueueUrl: this.#QueueUrl, ReceiptHandle: handle }));
  }

  /** @returns whether there were new ones */
  async #takeSome(taken: Map<string, Letter>): Promise<boolean> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_FOR,
        WaitTimeSeconds: PATIENCE,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    const before = taken.size;
    // One that comes twice is held by its newer handle.
    for (const letter of Messages.map(readLetter)) taken.set(letter.id, letter);
    return taken.size > before;
  }

  /** Best effort: what is not put back shows up by itself two minutes later, and what was deleted is gone. */
  async #putBack({ handle }: Letter): Promise<void> {
    try {
      const request = { QueueUrl: this.#QueueUrl, ReceiptHandle: handle, VisibilityTimeout: 0 };
      await this.#client.send(new ChangeMessageVisibilityCommand(request));
    } catch {
      return;
    }
  }
}
