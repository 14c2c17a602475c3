import type { EntityManager } from 'typeorm';
import { failTask } from '../transitions/fail-task';
import { replan } from '../transitions/replan';
import type { TaskChanges } from '../transitions/answered';

/**
 * Workers took tickets whose bytes they would make otherwise: what was planned is forgotten, once for all tickets of a
 * job in the batch, and planned anew for what lives now. Also when the engines have the same name, for then something
 * else differs. A job for which that did not help fails. The caller holds the locks of the jobs' rows. Returns the jobs that ended.
 */
export async function planForOtherEngine(
  manager: EntityManager,
  mismatched: TaskChanges['mismatched'],
): Promise<(string | null)[]> {
  const ended: (string | null)[] = [];
  for (const jobId of new Set(mismatched.map(({ task }) => task.jobId))) {
    const ofJob = mismatched.filter(({ task }) => task.jobId === jobId);
    const facts = ofJob.filter(({ task }) => task.isFact).map(({ task }) => task.id);
    if (await replan(manager, jobId, { work: facts.length < ofJob.length, tasks: facts })) continue;
    const [{ task, failure }] = ofJob as [(typeof ofJob)[number]];
    ended.push(await failTask(manager, task, failure));
  }
  return ended;
}
