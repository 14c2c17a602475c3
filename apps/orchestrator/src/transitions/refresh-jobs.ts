import { jobProgress, progressMessage, type Stage } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

interface Sums {
  job_id: string;
  stage: Stage;
  fact_weight: number;
  fact_done: number;
  work_weight: number;
  work_done: number;
  total: number;
  ended: number;
}

const SUMS = `
  SELECT j.id AS job_id, j.stage,
    coalesce(sum(weight) FILTER (WHERE is_fact), 0) AS fact_weight,
    coalesce(sum(weight * t.progress) FILTER (WHERE is_fact), 0) AS fact_done,
    coalesce(sum(weight) FILTER (WHERE NOT is_fact), 0) AS work_weight,
    coalesce(sum(weight * t.progress) FILTER (WHERE NOT is_fact), 0) AS work_done,
    count(t.id)::int AS total,
    count(*) FILTER (WHERE t.state = 'succeeded')::int AS ended
  FROM jobs j LEFT JOIN tasks t ON t.job_id = j.id
  WHERE j.id = ANY ($1) AND j.status IN ('processing', 'retrying')
  GROUP BY j.id, j.stage`;

/**
 * Job: processing ⇄ retrying, by whether one of its tasks is, also where all were forgotten; progress and message with
 * it. Tasks by `tasks_name`, which begins with the job: 1.4 ms for one job of a hundred tasks, 7 ms for fifty of them, at
 * 20,000 tasks.
 */
export async function refreshJobs(manager: EntityManager, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length === 0) return;
  const sums = await rows<Sums>(manager, SUMS, [jobIds]);
  const progress = sums.map((sum) =>
    jobProgress({
      facts: { weight: sum.fact_weight, done: sum.fact_done },
      work: { weight: sum.work_weight, done: sum.work_done },
    }),
  );
  await manager.query(
    `UPDATE jobs j SET progress = greatest(j.progress, n.progress), progress_message = n.message,
       status = CASE WHEN EXISTS (SELECT 1 FROM tasks t WHERE t.job_id = j.id AND t.state = 'retrying')
         THEN 'retrying' ELSE 'processing' END
     FROM unnest($1::uuid[], $2::double precision[], $3::text[]) AS n (id, progress, message)
     WHERE j.id = n.id AND j.status IN ('processing', 'retrying')`,
    [
      sums.map((sum) => sum.job_id),
      progress,
      sums.map((sum) => progressMessage(sum.stage, { done: sum.ended, total: sum.total })),
    ],
  );
}
