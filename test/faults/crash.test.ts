import { CRASHES, casesOf } from './faults.ts';
import { proveCases } from './prove-cases.ts';
import { STEPS } from './steps.ts';

proveCases(
  'exactly one copy, also when everything is killed with -9 on the way to it',
  casesOf(STEPS, CRASHES),
  { timeScale: 30, concurrency: 8 },
);
