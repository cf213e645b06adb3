import type { DatabaseSync } from 'node:sqlite';

/**
 * Does everything that `work` writes, or nothing of it. Inside another `atomically`, it becomes a part
 * of that one.
 */
export function atomically<Result>(database: DatabaseSync, work: () => Result): Result {
  if (database.isTransaction) {
    return work();
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Of a full disk, SQLite rolls back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
