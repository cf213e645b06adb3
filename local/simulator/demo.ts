import { setTimeout as sleep } from 'node:timers/promises';
import type { OutcomeInput } from './scripts.ts';
import type { ExecutionStart, Simulator } from './simulator.ts';

const PROJECT = 'demo/forecasting';

/** Between one start and the next, in milliseconds: seldom does everything fail at once. */
const STAGGER = 120;

/** A step, what its runs do, and how it is started. */
interface DemoStep {
  readonly step: string;
  readonly outcomes: readonly OutcomeInput[];
  readonly start: Omit<ExecutionStart, 'project' | 'step'>;
}

/**
 * Sets up a project whose executions fail for different reasons, and starts them one after the other: one recovers at
 * its second try, one after a rate limit, one never, one has a bug, one has nothing wrong with it. Each takes less
 * than a second. A script counts the runs before, so a second call in the same database starts with the recoveries.
 */
export async function playDemo(simulator: Simulator): Promise<void> {
  const [owner = '', name = ''] = PROJECT.split('/');
  simulator.addProject({ owner, name, description: 'Demand of tomorrow, from the sales of yesterday' });
  for (const { step, outcomes } of STEPS) simulator.defineScript(PROJECT, step, outcomes);
  for (const { step, start } of STEPS) {
    simulator.startExecution({ ...start, project: PROJECT, step });
    await sleep(STAGGER);
  }
}

const STEPS: readonly DemoStep[] = [
  {
    step: 'load-sales',
    start: {
      title: 'Sales of the last 90 days',
      parameters: { days: 90, region: 'north' },
      tags: ['nightly'],
    },
    outcomes: [
      {
        status: 'error',
        after: 450,
        log: [
          ...stdout(
            'Loading sales of the last 90 days for region north',
            'Connecting to warehouse.forecasting.example:5432 as loader',
          ),
          ...stderr(
            'Traceback (most recent call last):',
            '  File "/valohai/repository/load_sales.py", line 58, in <module>',
            '    main()',
            '  File "/valohai/repository/load_sales.py", line 41, in main',
            '    with psycopg.connect(dsn, connect_timeout=10) as connection:',
            'psycopg.errors.ConnectionTimeout: connection timeout expired',
            'Multiple connection attempts failed. All failures were:',
            "- host: 'warehouse.forecasting.example', port: 5432, hostaddr: '10.20.0.14': connection timeout expired",
          ),
        ],
      },
      {
        status: 'complete',
        after: 600,
        log: stdout(
          'Loading sales of the last 90 days for region north',
          'Connecting to warehouse.forecasting.example:5432 as loader',
          'Read 184,322 rows in 4.1 s',
          'Wrote sales.parquet (12.4 MB)',
        ),
      },
    ],
  },
  {
    step: 'build-features',
    start: { title: 'Features for the weekly model', parameters: { horizon: 28 } },
    outcomes: [
      {
        status: 'error',
        after: 500,
        log: [
          ...stdout('Building features, horizon 28 days', 'Asking the feature store for 12 feature groups'),
          ...stderr(
            'Traceback (most recent call last):',
            '  File "/valohai/repository/build_features.py", line 73, in <module>',
            '    groups = [store.read(group) for group in wanted]',
            '  File "/valohai/repository/feature_store.py", line 29, in read',
            '    answer.raise_for_status()',
            'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: ' +
              'https://features.forecasting.example/v2/groups/holidays',
          ),
        ],
      },
    ],
  },
  {
    step: 'train-model',
    start: { title: 'Weekly model', parameters: { epochs: 12, learning_rate: 0.003 } },
    outcomes: [
      {
        status: 'error',
        after: 400,
        log: [
          ...stdout('Reading sales.parquet', '184,322 rows, 23 columns', 'Splitting at 2026-08-01'),
          ...stderr(
            'Traceback (most recent call last):',
            '  File "/valohai/repository/train_model.py", line 112, in <module>',
            '    main()',
            '  File "/valohai/repository/train_model.py", line 87, in main',
            "    target = frame['units_sold']",
            '  File "/usr/local/lib/python3.13/site-packages/pandas/core/frame.py", line 4102, in __getitem__',
            '    indexer = self.columns.get_loc(key)',
            "KeyError: 'units_sold'",
          ),
        ],
      },
    ],
  },
  {
    step: 'fetch-weather',
    start: { title: 'Weather for 214 shops', parameters: { days: 14 } },
    outcomes: [
      {
        status: 'error',
        after: 350,
        log: [
          ...stdout('Fetching 14 days of weather for 214 shops', '57 of 214 shops done'),
          ...stderr(
            'Traceback (most recent call last):',
            '  File "/valohai/repository/fetch_weather.py", line 36, in <module>',
            '    forecasts = [client.forecast(shop) for shop in shops]',
            '  File "/valohai/repository/weather_client.py", line 52, in forecast',
            '    response.raise_for_status()',
            "httpx.HTTPStatusError: Client error '429 Too Many Requests' for url " +
              "'https://weather.example/v1/forecast?shop=58'",
          ),
        ],
      },
      {
        status: 'complete',
        after: 550,
        log: stdout(
          'Fetching 14 days of weather for 214 shops',
          '214 of 214 shops done',
          'Wrote weather.csv',
        ),
      },
    ],
  },
  {
    step: 'publish-report',
    start: { title: 'Report of the week' },
    outcomes: [
      {
        status: 'complete',
        after: 700,
        log: stdout('Rendering 9 charts', 'Wrote report.html (1.8 MB)', 'Published the report of week 47'),
      },
    ],
  },
];

function stdout(...messages: string[]) {
  return messages.map((message) => ({ stream: 'stdout' as const, message }));
}

function stderr(...messages: string[]) {
  return messages.map((message) => ({ stream: 'stderr' as const, message }));
}
