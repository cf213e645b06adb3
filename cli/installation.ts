import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ConfigError } from '../functions/config-error.ts';
import { readInstallationFile } from '../local/installation-file.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, STATE_DIRECTORY, wordsForState } from '../local/local-account.ts';

/** Where valohai-retry runs, and the clients that reach its parts. */
export interface Installation {
  /** Such as `in AWS (stack ValohaiRetry)`. */
  readonly where: string;
  /** Whether `npm start` runs it, instead of AWS. */
  readonly isLocal: boolean;
  /** The words that a command needs to find this one; none for the one that it takes by itself. */
  readonly words: readonly string[];
  readonly webhookUrlWithoutKey: string;
  readonly secretId: string;
  readonly scheduleGroup: string;
  readonly valohaiHost: string;
  readonly deadLetterQueueUrl: string;
  readonly deadLetterQueueArn: string;
  readonly retryFunctionArn: string;
  readonly sweepFunctionArn: string;
  /** The role as which a schedule acts. */
  readonly schedulerRoleArn: string;
  readonly secrets: SecretsManagerClient;
  readonly scheduler: SchedulerClient;
  readonly deadLetters: SQSClient;
  /** By which people are told in AWS; on one machine, `npm start` prints the messages. */
  readonly topic: { readonly arn: string; readonly sns: SNSClient } | undefined;
}

/** A command as it has to be typed for an installation. */
export function commandFor({ words }: Pick<Installation, 'words'>, name: string, ...more: string[]): string {
  const all = [...words, ...more];
  return `\`npm run ${name}${all.length === 0 ? '' : ` -- ${all.join(' ')}`}\``;
}

/** The words by which every command is told which installation is meant. */
export const INSTALLATION_WORDS = {
  stack: { type: 'string', default: 'ValohaiRetry' },
  local: { type: 'boolean' },
  state: { type: 'string' },
} as const;

export const INSTALLATION_HELP = `
  --stack NAME   the CloudFormation stack in AWS (ValohaiRetry)
  --local        the one that \`npm start\` runs on this machine, instead of AWS
  --state DIR    its folder (${STATE_DIRECTORY}); means --local`;

/** @throws ConfigError when there is no such installation, with what to do about it */
export async function findInstallation(words: {
  readonly stack: string;
  readonly local?: boolean | undefined;
  readonly state?: string | undefined;
}): Promise<Installation> {
  const isLocal = words.local === true || words.state !== undefined;
  return isLocal ? findLocally(words.state ?? STATE_DIRECTORY) : findInAws(words.stack);
}

function findLocally(stateDirectory: string): Installation {
  const file = readInstallationFile(stateDirectory);
  if (file === undefined) {
    throw new ConfigError(
      `No installation runs with the folder ${stateDirectory}. Start one with ` +
        `\`npm start -- --host URL --state ${stateDirectory}\`, or name its folder with --state.`,
    );
  }
  const client = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  return {
    ...file,
    where: `on this machine (${stateDirectory})`,
    isLocal: true,
    words: wordsForState(stateDirectory),
    secrets: new SecretsManagerClient({ ...client, endpoint: file.secretsEndpoint }),
    scheduler: new SchedulerClient({ ...client, endpoint: file.schedulerEndpoint }),
    deadLetters: new SQSClient({ ...client, endpoint: file.deadLettersEndpoint }),
    topic: undefined,
  };
}

async function findInAws(stackName: string): Promise<Installation> {
  const outputs = await readOutputs(stackName);
  const output = (name: string) => {
    const value = outputs.get(name);
    if (value === undefined) {
      throw new ConfigError(
        `The stack ${stackName} has no output ${name}. Deploy it again with \`npx cdk deploy\`.`,
      );
    }
    return value;
  };
  return {
    where: `in AWS (stack ${stackName})`,
    isLocal: false,
    words: stackName === INSTALLATION_WORDS.stack.default ? [] : ['--stack', stackName],
    webhookUrlWithoutKey: output('WebhookUrlWithoutKey'),
    secretId: output('SecretArn'),
    scheduleGroup: output('ScheduleGroupName'),
    valohaiHost: output('ValohaiHost'),
    deadLetterQueueUrl: output('DeadLetterQueueUrl'),
    deadLetterQueueArn: output('DeadLetterQueueArn'),
    retryFunctionArn: output('RetryFunctionArn'),
    sweepFunctionArn: output('SweepFunctionArn'),
    schedulerRoleArn: output('SchedulerRoleArn'),
    secrets: new SecretsManagerClient(),
    scheduler: new SchedulerClient(),
    deadLetters: new SQSClient(),
    topic: { arn: output('AlarmTopicArn'), sns: new SNSClient() },
  };
}

async function readOutputs(stackName: string): Promise<Map<string, string>> {
  try {
    const { Stacks } = await new CloudFormationClient().send(
      new DescribeStacksCommand({ StackName: stackName }),
    );
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ValidationError') {
      throw new ConfigError(
        `There is no stack ${stackName} in this account and region. Deploy it with \`npx cdk deploy\`, name ` +
          'another with --stack, choose the region with AWS_REGION, or use --local for `npm start`.',
      );
    }
    if (error.message.includes('Region is missing')) {
      throw new ConfigError('No AWS region is set. Set AWS_REGION, or use --local for `npm start`.');
    }
    throw error;
  }
}
