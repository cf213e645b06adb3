import { EXECUTION_ID, PROJECT_ID } from '../valohai/answers.ts';

/** The body of a notification about a failed execution, composed from the documented keys. */
export function aNotification(data: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    project: PROJECT_ID,
    title: 'Execution failed: acme/churn/#41 (error)',
    type: 'execution_error',
    body: 'Execution [acme/churn/#41](https://valohai.acme.example/p/acme/churn) failed.',
    url: `/p/acme/churn/execution/${EXECUTION_ID}/`,
    data: {
      'valohai.execution-id': EXECUTION_ID,
      'valohai.execution-counter': 41,
      'valohai.execution-status': 'error',
      'valohai.execution-step': 'train-model',
      'valohai.execution-tags': ['weekly'],
      'valohai.project-id': PROJECT_ID,
      'valohai.project-name': 'acme/churn',
      'valohai.execution-ctime': '2026-02-03T10:00:00.123456+00:00',
      'valohai.execution-duration': 5_400.5,
      ...data,
    },
  });
}
