import type { DataSource } from 'typeorm';

/** Resolves when somebody in this database waits for a lock. */
export async function waitingForLock(source: DataSource): Promise<void> {
  for (;;) {
    const waiting: unknown[] = await source.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    if (waiting.length > 0) return;
  }
}
