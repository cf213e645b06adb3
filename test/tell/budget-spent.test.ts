import { expect, it } from 'vitest';
import { aboutBudgetSpent } from '../../functions/tell/messages.ts';

const PROJECT = { id: 'p-1', name: 'harbour/tides', readOnly: false };

it('people are told that retries wait for the budget, with the numbers, and the project is the cause', () => {
  const why = 'the budget for retries is used up: of 40 executions, 12';

  const message = aboutBudgetSpent(PROJECT, why);

  expect(message).toMatchObject({
    cause: 'budget-spent p-1',
    subject: 'Retries wait in harbour/tides: the budget is used up',
    facts: { kind: 'budget-spent', project: 'harbour/tides', projectId: 'p-1', why },
  });
  expect(message.text).toContain(why);
  expect(aboutBudgetSpent(PROJECT, 'other numbers').cause).toBe(message.cause);
});
