import { taskHistories, type Evidence, type Finding, type Invariant } from './evidence';

/** What came twice or late changed nothing: one success, no attempt that nobody asked for, nothing begun too soon. */
function check(evidence: Evidence): Finding {
  const { tasks, duplicates, tapped, dependencies } = evidence;
  const breaches: string[] = [];
  const histories = taskHistories(evidence);
  const retries = new Map<string, Set<string>>();
  for (const { exchange, body } of tapped) {
    if (exchange !== 'reelmill.answers' || body?.type !== 'task.retrying') continue;
    const of = String(body.task);
    retries.set(of, (retries.get(of) ?? new Set()).add(`${String(body.ticket)} ${String(body.attempt)}`));
  }
  for (const task of tasks) {
    const successes = (histories.get(task.id) ?? []).filter(
      ({ was, now }) => was !== null && was !== now && now === 'succeeded',
    );
    if (successes.length > 1)
      breaches.push(`task ${task.id} ${task.name} succeeded ${successes.length} times`);
    if (task.attempt > 1 + (retries.get(task.id)?.size ?? 0))
      breaches.push(`task ${task.id} ${task.name} is at attempt ${task.attempt}, more than its failures`);
    if (task.unmet < 0) breaches.push(`task ${task.id} ${task.name} waits for ${task.unmet} tasks`);
  }
  for (const { task_id, needs_id } of dependencies) {
    const begun = (histories.get(task_id) ?? []).find(({ was, now }) => was === 'waiting' && now === 'ready');
    const done = (histories.get(needs_id) ?? []).find(({ now }) => now === 'succeeded');
    if (begun && (!done || Number(done.id) > Number(begun.id)))
      breaches.push(`task ${task_id} was ready before ${needs_id}, which it needs`);
  }
  return { what: 'messages sent twice', checked: duplicates.length, breaches };
}

export const idempotent: Invariant = { id: 'I7', title: 'duplicates and reordering change nothing', check };
