import { casesOf, FAULTS } from './faults.ts';
import { proveCases } from './prove-cases.ts';
import { STEPS } from './steps.ts';

/**
 * Everything, or what fits into a minute: all that can go wrong with the notification and with what changes
 * something in Valohai, and a sample of the rest in which each step and each fault is.
 */
const CASES = casesOf(STEPS, FAULTS).filter(({ step }, index) => {
  const isCritical = step.by === 'sender' || (step.service === 'valohai' && step.changes);
  return process.env.FAULTS === 'all' || isCritical || index % 4 === 0;
});

// A claim lasts 15 s, a launch with its time-out of 8 s much less.
proveCases('exactly one copy, whatever goes wrong on the way to it', CASES, {
  timeScale: 20,
  concurrency: 10,
});
