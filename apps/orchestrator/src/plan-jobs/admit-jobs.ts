import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/** Each minute of waiting raises a job's priority by one, so that low priority waits a bounded time. */
export const AGING_SECONDS = 60;

/**
 * Up to `limit` jobs that are to be planned now, the next first: owners take turns, and within an owner the oldest of
 * the highest aged priority comes first. `tried` tells jobs whose last try came to nothing from those that had none.
 *
 * Index `jobs_to_plan (owner, priority, created_at) WHERE needs_plan`: one probe finds the next owner, one each the oldest
 * of an owner's eleven priorities, so the cost depends on owners and `limit`, not on the backlog.
 */
export async function admitJobs(
  manager: EntityManager,
  { tried, limit }: { tried: boolean; limit: number },
): Promise<string[]> {
  const admitted = await rows<{ id: string }>(
    manager,
    `WITH RECURSIVE owners (owner) AS (
       (SELECT owner FROM jobs WHERE needs_plan ORDER BY owner LIMIT 1)
       UNION ALL
       SELECT (SELECT j.owner FROM jobs j WHERE j.needs_plan AND j.owner > o.owner ORDER BY j.owner LIMIT 1)
       FROM owners o WHERE o.owner IS NOT NULL
     ), oldest AS (
       SELECT due.id, due.created_at, o.owner,
         least(10, p + floor(extract(epoch FROM now() - due.created_at) / ${AGING_SECONDS})) AS aged
       FROM owners o CROSS JOIN generate_series(0, 10) p CROSS JOIN LATERAL (
         SELECT id, created_at FROM jobs j
         WHERE j.needs_plan AND j.owner = o.owner AND j.priority = p::smallint
           AND j.status NOT IN ('completed', 'failed', 'cancelled') AND (j.plan_attempts > 0) = $1
           AND (j.plan_after IS NULL OR j.plan_after <= now())
           AND (j.plan_claimed_until IS NULL OR j.plan_claimed_until <= now())
         ORDER BY j.created_at LIMIT $2) due
     ), turns AS (
       SELECT *, row_number() OVER (PARTITION BY owner ORDER BY aged DESC, created_at, id) AS turn FROM oldest
     )
     SELECT id FROM turns ORDER BY turn, aged DESC, created_at, id LIMIT $2`,
    [tried, limit],
  );
  return admitted.map(({ id }) => id);
}
