import { isFinalJob, type JobStatus } from '@reelmill/contracts';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { openTestDatabase } from '../../test/records';
import { TwoMachines, type Standing } from '../../test/two-machines';

const SEED = 20_251_124;
const HISTORIES = 300;

const needs = fc.constantFrom([[]], [[], [0]], [[], [], [0, 1]]);
const acts = fc.array(fc.tuple(fc.noBias(fc.nat()), fc.noBias(fc.nat())), { minLength: 4, maxLength: 18 });

/** Of a job that has ended, starts say nothing any more. */
const comparable = ({ starts, ...standing }: Standing) =>
  isFinalJob(standing.status as JobStatus) ? standing : { ...standing, starts };

describe('the edges in SQL and the pure machine', () => {
  let source: DataSource;
  let close: () => Promise<void>;

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterAll(() => close());

  it(`come to the same in ${HISTORIES} random histories (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(needs, acts, async (tasks, choices) => {
        const both = new TwoMachines(source);
        await both.begin(tasks);
        for (const [choice, detail] of choices) {
          await both.act(choice, detail);
          expect(comparable(await both.stored())).toEqual(comparable(both.standing()));
        }
        for (const table of ['jobs', 'tasks', 'task_starts', 'task_dependencies', 'workers'])
          await source.query(`DELETE FROM ${table}`);
      }),
      { seed: SEED, numRuns: HISTORIES },
    );
  }, 300_000);
});
