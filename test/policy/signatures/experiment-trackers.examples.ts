import type { Examples } from './examples.ts';

export const EXPERIMENT_TRACKERS_EXAMPLES: Examples = {
  'wandb-unreachable': {
    matches: [
      'wandb.errors.CommError: Run initialization has timed out after 90.0 sec.',
      'wandb.sdk.service.service.ServiceStartTimeoutError: Timed out waiting for wandb service to start',
    ],
    doesNotMatch: ['wandb.errors.UsageError: api_key not configured'],
  },
  'wandb-trouble': {
    matches: ['wandb.errors.CommError: Error uploading run: returned error 502: bad gateway'],
    doesNotMatch: [
      'wandb_init.py:_log_setup():506] Logging user logs to /home/ada/kelp/wandb/run-20260311_081522-k3lp/logs/debug.log',
      'wandb.errors.CommError: project not found',
    ],
  },
  'wandb-rate': {
    matches: ['wandb.errors.CommError: returned error 429: rate limit'],
    doesNotMatch: [
      'wandb-AsyncioManager-main:429 [mailbox.py:close():137] Closing mailbox, abandoning 1 handles.',
      'wandb.errors.UsageError: call login first',
    ],
  },
  'wandb-setting': {
    matches: [
      'wandb.errors.CommError: Unable to fetch artifact with name rows/tides:latest',
      'wandb.errors.UsageError: api_key not configured (no-tty). call wandb login',
    ],
    doesNotMatch: [
      'wandb_agent.agent(sweep_id, entity=entity, project=project, count=30)',
      'wandb_init.py:init():404] wandb.init called with sweep_config: {}',
      'wandb.errors.CommError: Run initialization has timed out after 90.0 sec.',
    ],
  },
  'mlflow-trouble': {
    matches: [
      "mlflow.exceptions.MlflowException: API request to https://runs.acme.example/api failed (Caused by ResponseError('too many 503 error responses'))",
    ],
    doesNotMatch: ['mlflow.exceptions.RestException: RESOURCE_DOES_NOT_EXIST: no run of that id'],
  },
  'mlflow-rate': {
    matches: ['mlflow.exceptions.RestException: REQUEST_LIMIT_EXCEEDED: slow down'],
    doesNotMatch: ['mlflow.exceptions.RestException: INVALID_PARAMETER_VALUE: bad name'],
  },
  'mlflow-request': {
    matches: ['mlflow.exceptions.RestException: RESOURCE_ALREADY_EXISTS: Experiment rows exists'],
    doesNotMatch: ['mlflow.exceptions.RestException: TEMPORARILY_UNAVAILABLE: wait'],
  },
  'tracker-unreachable': {
    matches: ['neptune.exceptions.NeptuneConnectionLostException: the tracker is out of reach'],
    doesNotMatch: [
      "MlflowException: API request to http://127.0.0.1:5000/api failed with exception HTTPConnectionPool(host='127.0.0.1', port=5000): [Errno 111] Connection refused",
      'RuntimeError: the model trains. Nothing else does',
      'neptune.exceptions.ProjectNotFound: no such project',
    ],
  },
};
