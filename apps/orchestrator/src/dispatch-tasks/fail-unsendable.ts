import type { Failure, Ticket } from '@reelmill/contracts';
import type { DataSource } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { lockJobs } from '../job-records/lock-jobs';
import type { Tell } from '../rounds/tell';
import { failTask } from '../transitions/fail-task';

const TOO_LARGE: Failure = {
  code: 'spec_impossible',
  message:
    'What this task would have to be told is larger than a message may be; split the video into scenes.',
  retryable: false,
};

/** Tickets that can never be sent fail their jobs by name, instead of being tried for ever; workers are told. */
export async function failUnsendable(
  source: DataSource,
  tickets: readonly Ticket[],
  tell: Tell,
): Promise<void> {
  if (tickets.length === 0) return;
  const ended = await inTransaction(source, async (manager) => {
    await lockJobs(
      manager,
      tickets.map(({ job }) => job),
    );
    const jobs: string[] = [];
    for (const { task: id, ticket } of tickets) {
      const job = await failTask(manager, { id, ticket }, TOO_LARGE);
      if (job !== null) jobs.push(job);
    }
    return jobs;
  });
  tell(ended.map((job) => ({ type: 'cancel', job })));
}
