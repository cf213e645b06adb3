/** Ids as Valohai makes them: UUIDs from ULIDs. */
export const PROJECT_ID = '01944c7e-0000-42aa-9d6f-51a0c3e8b7d2';
export const EXECUTION_ID = '01945d1f-7a3c-4e10-8b52-6fd09a4c1e77';

/** What Valohai answers about a failed execution, with every key that is read, except for what is given. */
export function anExecutionAnswer(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: EXECUTION_ID,
    counter: 41,
    project: { id: PROJECT_ID, name: 'churn', owner: { id: 7, username: 'acme' }, read_only: false },
    status: 'error',
    status_detail: 'epoch 3',
    step: 'train-model',
    title: 'Weekly training',
    tags: ['weekly', 'retry: 1'],
    commit: { identifier: '8d5ce1fa', message: 'Longer warm-up' },
    command: 'python train.py {parameters}',
    interpolated_command: 'python train.py --rate=0.1',
    image: 'registry.example/train:3',
    environment: { id: '01900000-0000-4000-8000-0000000000e1', slug: 'aws-t4-spot', spot: true, name: 'T4' },
    environment_variables: { REGION: 'eu', API_KEY: null },
    parameters: { rate: 0.1, layers: 3, augment: true, mode: 'fast' },
    inputs: [
      { name: 'images', urls: ['s3://acme-data.example/a.tar', 's3://acme-data.example/b.tar'] },
      { name: 'labels', urls: [] },
    ],
    runtime_config: { autorestart: false, no_output_timeout: 3_600 },
    priority: 5,
    task: null,
    pipeline: null,
    deleted: false,
    ctime: '2026-02-03T10:00:00.123456Z',
    end_time: '2026-02-03T11:30:00.654321Z',
    ...changes,
  };
}
