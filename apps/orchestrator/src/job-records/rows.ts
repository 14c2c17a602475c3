import type { EntityManager } from 'typeorm';

/** Runs a statement that ends in a SELECT (put RETURNING inside a CTE) and gives its rows. */
export function rows<Row>(
  manager: EntityManager,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  return manager.query<Row[]>(sql, [...parameters]);
}
