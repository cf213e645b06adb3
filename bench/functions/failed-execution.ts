/** What the local Valohai knows: one failed execution, some newer ones, and the copy that is created. */

export const PROJECT_ID = '01920000-0000-7000-8000-00000000a001';
export const EXECUTION_ID = '01920000-0000-7000-8000-00000000e042';
const COPY_ID = '01920000-0000-7000-8000-00000000e046';

const MINUTE_MS = 60_000;
const COUNTER = 42;
const LOG_LINES = 500;
const STATUS_LINES = 8;

/** `GET /executions/{id}/` of an execution that failed a minute ago. */
export function failedExecution(now: Date) {
  return {
    id: EXECUTION_ID,
    counter: COUNTER,
    project: { id: PROJECT_ID, name: 'forecast', owner: { id: 7, username: 'acme' }, read_only: false },
    status: 'error',
    status_detail: '',
    step: 'train-model',
    title: 'Nightly training',
    tags: ['nightly'],
    commit: { identifier: '3f1c0a9d5be2476f8e0d1c2b3a495867f0e1d2c3', message: 'Tune the learning rate' },
    command: ['pip install -r requirements.txt', 'python train.py --epochs 20'],
    image: 'registry.example/acme/train:1.4',
    environment: { id: '01920000-0000-7000-8000-00000000c001', slug: 'aws-gpu-small', spot: false },
    environment_variables: { LOG_LEVEL: { value: 'info', secret: false }, API_KEY: { secret: true } },
    parameters: { epochs: 20, learning_rate: 0.001, retries: 3, delay: 60 },
    inputs: [{ name: 'dataset', urls: ['s3://acme-data.example/forecast/2026-11.parquet'] }],
    runtime_config: { autorestart: false },
    priority: 0,
    task: null,
    pipeline: null,
    deleted: false,
    ctime: at(now, -30 * MINUTE_MS),
    end_time: at(now, -MINUTE_MS),
    duration: 1_740,
    urls: { display: `https://valohai.example/p/acme/forecast/execution/${EXECUTION_ID}/` },
  };
}

/** The answer to `POST /executions/`. */
export function createdCopy(now: Date) {
  return {
    ...failedExecution(now),
    id: COPY_ID,
    counter: COUNTER + 4,
    status: 'created',
    tags: ['nightly', 'retry: 1', `retry-of: #${COUNTER}`],
    end_time: null,
  };
}

/** `GET /executions/?project=…`: three of another step were started since. */
export function newerExecutions() {
  const results = [3, 2, 1].map((n) => ({
    id: `01920000-0000-7000-8000-00000000e0${COUNTER + n}`,
    counter: COUNTER + n,
    status: 'complete',
    step: 'evaluate-model',
    tags: ['nightly'],
  }));
  return { count: results.length, next: null, previous: null, results };
}

/** `GET /executions/{id}/events/`: as long a tail as the functions ask for, its end the failure. */
export function logTail(now: Date) {
  const start = now.getTime() - 20 * MINUTE_MS;
  const progress = Array.from({ length: LOG_LINES - FAILURE.length }, (_, n) => ({
    time: logTime(start + n * 1_000),
    stream: 'stdout',
    message: `epoch ${1 + Math.floor(n / 25)}/20 step ${n * 40} loss=${(2 / (1 + n / 50)).toFixed(4)} lr=0.001`,
  }));
  const failure = FAILURE.map((message, n) => ({
    time: logTime(now.getTime() - MINUTE_MS + n),
    stream: 'stderr',
    message,
  }));
  const events = [...progress, ...failure];
  return { total: events.length, truncated: false, events };
}

/** `GET /executions/{id}/status-events/`. */
export function statusEvents(now: Date) {
  const events = Array.from({ length: STATUS_LINES }, (_, n) => ({
    time: logTime(now.getTime() - 25 * MINUTE_MS + n * 1_000),
    stream: 'status',
    message: `Preparing the machine, part ${n + 1} of ${STATUS_LINES}`,
  }));
  return { total: events.length, status_events: events };
}

const FAILURE = [
  'Traceback (most recent call last):',
  '  File "/valohai/repository/train.py", line 88, in <module>',
  '    upload(model)',
  '  File "/valohai/repository/store.py", line 31, in upload',
  '    response = session.put(url, data=weights, timeout=60)',
  "requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
];

function at(now: Date, offsetMs: number): string {
  return new Date(now.getTime() + offsetMs).toISOString();
}

/** Times in Valohai's logs have no zone and mean UTC. */
function logTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000');
}
