import { Inject, Injectable } from '@nestjs/common';
import { JobEntity, TaskEntity } from '@reelmill/persistence';
import { Any, EntityManager } from 'typeorm';
import { unknownJob } from './job-id';
import { JOB_FIELDS, type JobFields } from './job-resource';
import { encodeCursor } from './jobs-cursor';
import type { ListQuery, TaskListQuery } from './list-query';
import { encodeTaskCursor } from './task-cursor';
import { byName, pageOfNames } from './task-order';
import { TASK_FIELDS, type TaskFields } from './task-resource';

@Injectable()
export class JobReader {
  constructor(@Inject(EntityManager) private readonly manager: EntityManager) {}

  /** Throws a Problem 404 when there is no such job. */
  async one(id: string): Promise<JobFields> {
    const job = await this.manager.findOne(JobEntity, { select: JOB_FIELDS, where: { id } });
    if (!job) throw unknownJob();
    return job;
  }

  /** Newest first. */
  async page({
    limit,
    cursor,
    status,
  }: ListQuery): Promise<{ jobs: JobFields[]; nextCursor: string | null }> {
    const query = this.manager
      .createQueryBuilder(JobEntity, 'job')
      .select(Object.keys(JOB_FIELDS).map((field) => `job.${field}`))
      .addSelect('(extract(epoch FROM job.createdAt) * 1000000)::bigint::text', 'created_at_us')
      .orderBy('job.createdAt', 'DESC')
      .addOrderBy('job.id', 'DESC')
      .limit(limit + 1);
    if (status) query.andWhere('job.status = :status', { status });
    if (cursor) {
      const createdAt = `timestamptz 'epoch' + CAST(:createdAtUs AS bigint) * interval '1 microsecond'`;
      query.andWhere(`(job.createdAt, job.id) < (${createdAt}, CAST(:id AS uuid))`, cursor);
    }
    const { entities, raw } = await query.getRawAndEntities<{ created_at_us: string }>();
    const [last, lastRaw] = [entities[limit - 1], raw[limit - 1]];
    const hasMore = entities.length > limit && last && lastRaw;
    const nextCursor = hasMore ? encodeCursor({ createdAtUs: lastRaw.created_at_us, id: last.id }) : null;
    return { jobs: entities.slice(0, limit), nextCursor };
  }

  /** Of one job, in the order of their names. Throws a Problem 404 when there is no such job. */
  async tasks(
    jobId: string,
    { limit, cursor: after }: TaskListQuery,
  ): Promise<{ tasks: TaskFields[]; nextCursor: string | null }> {
    if (!(await this.manager.existsBy(JobEntity, { id: jobId }))) throw unknownJob();
    // All names of a job are at most 10,000 and a tenth of a megabyte; Postgres does not sort as people count.
    const named = await this.manager.find(TaskEntity, { select: { name: true }, where: { jobId } });
    const { names, hasMore } = pageOfNames(
      named.map(({ name }) => name),
      { limit, after },
    );
    const tasks = await this.manager.find(TaskEntity, {
      select: TASK_FIELDS,
      where: { jobId, name: Any(names) },
    });
    const last = names.at(-1);
    return {
      tasks: tasks.sort((a, b) => byName(a.name, b.name)),
      nextCursor: hasMore && last !== undefined ? encodeTaskCursor(last) : null,
    };
  }
}
