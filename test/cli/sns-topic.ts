import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { SNSClient } from '@aws-sdk/client-sns';
import { type LoopbackServer, listenOnLoopback } from '../../local/aws-protocol/loopback-server.ts';

export interface FakeSubscription {
  readonly protocol: string;
  readonly endpoint: string;
  /** Or `PendingConfirmation`, or `Deleted`. */
  readonly arn: string;
}

// SNS has 100 on a page.
const PAGE = 2;

/** A topic of SNS, in its query protocol, whose subscriptions can be listed. */
export class SnsTopic {
  readonly arn = 'arn:aws:sns:us-east-1:123456789012:told';
  subscriptions: readonly FakeSubscription[] = [];
  readonly #server: LoopbackServer;
  /** The tokens that were given for a next page; no other is taken. */
  readonly #given = new Set<number>();
  readonly client: SNSClient;

  private constructor(server: LoopbackServer) {
    this.#server = server;
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    this.client = new SNSClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials,
    });
  }

  static async start(): Promise<SnsTopic> {
    let topic: SnsTopic | undefined;
    const server = await listenOnLoopback((request, response) => topic?.answer(request, response));
    topic = new SnsTopic(server);
    return topic;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.#server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URLSearchParams(await text(request));
    const token = Number(asked.get('NextToken') ?? 0);
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
      refuse(response, 403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    } else if (asked.get('Action') !== 'ListSubscriptionsByTopic' || asked.get('Version') !== '2010-03-31') {
      refuse(response, 400, 'InvalidAction', `${asked.get('Action')} is not valid for this endpoint`);
    } else if (asked.get('TopicArn') !== this.arn) {
      refuse(response, 404, 'NotFound', 'Topic does not exist');
    } else if (token !== 0 && !this.#given.has(token)) {
      refuse(response, 400, 'InvalidParameter', 'Invalid parameter: NextToken');
    } else {
      response.end(this.page(token));
    }
  }

  private page(from: number): string {
    const members = this.subscriptions
      .slice(from, from + PAGE)
      .map(
        ({ protocol, endpoint, arn }) =>
          `<member><TopicArn>${this.arn}</TopicArn><Protocol>${protocol}</Protocol>` +
          `<SubscriptionArn>${arn}</SubscriptionArn><Endpoint>${endpoint}</Endpoint></member>`,
      );
    const next = from + PAGE;
    const isLast = next >= this.subscriptions.length;
    if (!isLast) this.#given.add(next);
    const token = isLast ? '' : `<NextToken>${next}</NextToken>`;
    return (
      '<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
      `<ListSubscriptionsByTopicResult><Subscriptions>${members.join('')}</Subscriptions>${token}` +
      '</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>'
    );
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.statusCode = status;
  response.end(
    '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>' +
      `<Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
}
