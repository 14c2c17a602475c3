import type { DataSource } from 'typeorm';
import { addJob, openTestDatabase } from '../../test/records';
import { admitJobs } from './admit-jobs';

describe('admitJobs', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const add = async (job: {
    owner: string;
    priority?: number;
    ago?: string;
    more?: string;
  }): Promise<string> => {
    const id = await addJob(source, job);
    await source.query(
      `UPDATE jobs SET needs_plan = true, created_at = now() - $2::interval ${job.more ?? ''} WHERE id = $1`,
      [id, job.ago ?? '0 s'],
    );
    return id;
  };
  const admit = (limit: number, tried = false) => admitJobs(source.manager, { tried, limit });

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterEach(() => source.query('TRUNCATE jobs'));
  afterAll(() => close());

  it('lets owners take turns, however many jobs one of them has and however old they are', async () => {
    const flood: string[] = [];
    for (let n = 0; n < 5; n++) flood.push(await add({ owner: 'flood', ago: `${1000 - n} s` }));
    const [one, two] = [await add({ owner: 'one' }), await add({ owner: 'two', ago: '1 s' })];
    expect(await admit(4)).toEqual([flood[0], two, one, flood[1]]);
  });

  it('takes the higher priority of an owner first, and raises who waits by one a minute', async () => {
    const low = await add({ owner: 'a', priority: 2, ago: '10 minutes' });
    const high = await add({ owner: 'a', priority: 9 });
    const middle = await add({ owner: 'a', priority: 5, ago: '90 s' });
    expect(await admit(3)).toEqual([low, high, middle]);
  });

  it('passes over what waits, is claimed, has ended or belongs to the other lane', async () => {
    await add({ owner: 'a', more: `, plan_after = now() + interval '1 minute'` });
    await add({ owner: 'a', more: `, plan_claimed_until = now() + interval '1 minute'` });
    await add({ owner: 'a', more: `, status = 'cancelled'` });
    const tried = await add({ owner: 'a', more: ', plan_attempts = 1' });
    const due = await add({
      owner: 'a',
      more: `, plan_after = now(), plan_claimed_until = now() - interval '1 s'`,
    });
    expect(await admit(9)).toEqual([due]);
    expect(await admit(9, true)).toEqual([tried]);
  });
});
