import { isFinalJob, isFinalTask } from '@reelmill/contracts';
import fc from 'fast-check';
import { JOB_EDGES, TASK_EDGES, type Edge } from './edges';
import { newJob, reduce, type MachineEvent, type MachineJob } from './job-machine';
import { JobWorld, type Fate, type WorldTask } from './job-world.fixture';

const about = { v: 1 as const, id: '00000000-0000-4000-8000-000000000001', job: 'j', ticket: 1, attempt: 1 };
const failure = { code: 'engine_mismatch', message: 'x', retryable: false } as const;

const FATES: Fate[] = ['succeeds', 'succeeds', 'succeeds at the second attempt', 'fails'];
const tasks = fc
  .array(fc.tuple(fc.constantFrom(...FATES), fc.nat()), { minLength: 1, maxLength: 5 })
  .map((all) =>
    all.map(([fate, needs], index): WorldTask => ({
      id: `t${index}`,
      fate,
      needs: all.flatMap((_, other) => (other < index && (needs >> other) % 2 === 1 ? [`t${other}`] : [])),
    })),
  );
const choices = fc.array(fc.nat(), { maxLength: 80 });

const isLegal = (edges: Record<string, Edge<string>>, from: string, to: string): boolean =>
  from === to || Object.values(edges).some((edge) => edge.to === to && edge.from.includes(from));

describe('the machine of a job', () => {
  it('ends as its tasks alone decide, however answers are lost, doubled, reordered and issued anew', () => {
    fc.assert(
      fc.property(tasks, choices, (all, acts) => {
        const world = new JobWorld(all);
        acts.forEach((choice) => world.act(choice));
        world.finish();
        const fails = all.some(({ fate }) => fate === 'fails');
        expect(world.job.status).toBe(fails ? 'failed' : 'completed');
        const states = [...world.job.tasks.values()].map(({ state }) => state);
        if (fails) expect(states.every(isFinalTask)).toBe(true);
        else expect(states.every((state) => state === 'succeeded')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('takes edges of its tables only, raises tickets by claims only and never lets go of an end', () => {
    const check = (before: MachineJob, now: MachineJob, event: MachineEvent): void => {
      expect(isLegal(JOB_EDGES, before.status, now.status)).toBe(true);
      for (const [id, was] of before.tasks) {
        const is = now.tasks.get(id);
        // Forgotten, to be planned for another engine.
        if (is === undefined) {
          expect(event.type).toBe('answered');
          continue;
        }
        // One batch may begin a task and give it back.
        const back = event.type === 'answered' && is.state === 'dispatched';
        const legal = isLegal(TASK_EDGES, was.state, back ? 'running' : is.state);
        expect([was.state, is.state, legal]).toEqual([was.state, is.state, true]);
        expect(is.ticket - was.ticket).toBe(event.type === 'claimed' && is !== was ? 1 : 0);
        expect(is.attempt).toBeGreaterThanOrEqual(was.attempt);
      }
      if (isFinalJob(now.status))
        expect([...now.tasks.values()].every((t) => isFinalTask(t.state))).toBe(true);
    };
    fc.assert(
      fc.property(tasks, choices, (all, acts) => {
        const world = new JobWorld(all, check);
        acts.forEach((choice) => world.actRoughly(choice));
        world.finish();
      }),
    );
  });

  it('changes nothing when an event comes twice in a row', () => {
    fc.assert(
      fc.property(tasks, choices, (all, acts) => {
        const world = new JobWorld(all, (_, now, event) => {
          // A ticket goes out for each claim; all else is the same however often it is said.
          if (event.type !== 'claimed' && event.type !== 'answered') expect(reduce(now, event)).toEqual(now);
        });
        acts.forEach((choice) => world.actRoughly(choice));
      }),
    );
  });

  it('leaves nothing running on a worker that stopped, whichever of start and stop is heard first', () => {
    const planned = reduce(newJob(), {
      type: 'planned',
      tasks: [{ id: 't', isFact: false, needs: [], reused: false }],
    });
    const sent = [{ type: 'claimed', task: 't' } as const, { type: 'sent', task: 't', ticket: 1 } as const];
    const dispatched = sent.reduce<MachineJob>(reduce, planned);
    const started = { ...about, boot: 'b', task: 't', type: 'task.started' } as const;
    const stopped = { v: 1, id: about.id, boot: 'b', type: 'worker.stopped' } as const;
    for (const batches of [[[started, stopped]], [[stopped, started]], [[stopped], [started]]]) {
      const job = batches.reduce<MachineJob>(
        (each, answers) => reduce(each, { type: 'answered', answers }),
        dispatched,
      );
      expect(job.tasks.get('t')).toMatchObject({ state: 'dispatched', bootId: null });
      expect(job.starts.size).toBe(0);
    }
  });

  it('counts one crash of a worker that vanished, also when its start is heard again before the next ticket', () => {
    const planned = reduce(newJob(), {
      type: 'planned',
      tasks: [{ id: 't', isFact: false, needs: [], reused: false }],
    });
    const started = { ...about, boot: 'b', task: 't', type: 'task.started' } as const;
    const heard = { type: 'answered', answers: [started] } as const;
    const gone = { type: 'workerGone', boot: 'b' } as const;
    const job = [{ type: 'claimed', task: 't' } as const, heard, gone, heard, gone].reduce<MachineJob>(
      reduce,
      planned,
    );
    expect(job.tasks.get('t')).toMatchObject({ state: 'ready', bootId: null, crashes: 1 });
  });

  it('plans anew for another engine once a batch, and fails when that does not help', () => {
    const issue = (job: MachineJob): MachineJob =>
      ['a', 'b'].reduce(
        (each, task) => reduce(each, { type: 'claimed', task }),
        reduce(job, {
          type: 'planned',
          tasks: ['a', 'b'].map((id) => ({ id, isFact: false, needs: [], reused: false })),
        }),
      );
    const answers = ['a', 'b'].map(
      (task) => ({ ...about, boot: 'b', task, type: 'task.failed', failure }) as const,
    );
    let job = reduce(issue(newJob()), { type: 'answered', answers });
    expect([job.replans, job.tasks.size]).toEqual([1, 0]);
    for (let round = 0; round < 5; round++) job = reduce(issue(job), { type: 'answered', answers });
    expect(job.status).toBe('failed');
  });

  it('keeps a success that comes in one batch after a mismatch', () => {
    const planned = reduce(newJob(), {
      type: 'planned',
      tasks: [{ id: 't', isFact: false, needs: [], reused: false }],
    });
    const mismatch = { ...about, boot: 'b', task: 't', type: 'task.failed', failure } as const;
    const success = { ...about, boot: 'c', task: 't', type: 'task.succeeded', reply: 1 } as const;
    const job = reduce(reduce(planned, { type: 'claimed', task: 't' }), {
      type: 'answered',
      answers: [mismatch, { ...success, made: true, seconds: 1 }],
    });
    expect([job.replans, job.tasks.get('t')?.state]).toEqual([0, 'succeeded']);
  });
});
