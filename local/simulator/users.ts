import type { Creator } from './execution-store.ts';

export interface User {
  readonly id: number;
  readonly username: string;
}

/** The owner of every token, and everybody else who works in the projects. */
export const USERS: Readonly<Record<Creator, User>> = {
  api: { id: 1, username: 'token-owner' },
  person: { id: 2, username: 'sam' },
};

export function findCreator(userId: string): Creator | undefined {
  if (userId === String(USERS.api.id)) return 'api';
  return userId === String(USERS.person.id) ? 'person' : undefined;
}
