import { COMMANDS, WORKER_SERVICES, taskQueue } from '@reelmill/contracts';
import { RETIRED, RETRY_RUNGS, TOPOLOGY, buildTopologyOf, joined, topologyOf } from './topology';

const BUILD = '0f1e2d3c4b5a6978';
const builds = WORKER_SERVICES.map((service) => buildTopologyOf(service, BUILD));
const everything = builds.reduce(joined, TOPOLOGY);

describe('topologyOf', () => {
  it('follows from the contracts by one rule', () => {
    expect(topologyOf(WORKER_SERVICES, COMMANDS)).toMatchSnapshot();
  });

  it('has a queue for each build of a service with keyed commands', () => {
    expect(buildTopologyOf('renderer', BUILD)).toMatchSnapshot();
    expect(buildTopologyOf('storage', BUILD)).toEqual({ exchanges: [], queues: [], bindings: [] });
  });

  it('routes every command to exactly one work queue: of a build where it is keyed, of the pool where it is not', () => {
    for (const { name, owner, keyed } of COMMANDS) {
      const key = keyed ? `${name}.${BUILD}` : name;
      const queues = everything.bindings.filter(
        (binding) => binding.exchange === 'reelmill.tasks' && binding.key === key,
      );
      expect(queues.map(({ queue }) => queue)).toEqual([
        keyed ? `${taskQueue(owner)}.${BUILD}` : taskQueue(owner),
      ]);
    }
  });

  it('refuses a service whose commands are keyed and not keyed, since its slots have one queue', () => {
    const mixed = COMMANDS.map((each) => (each.name === 'audio.mix' ? { ...each, keyed: false } : each));
    expect(() => topologyOf(WORKER_SERVICES, mixed)).toThrow(
      'The renderer owns keyed commands (segment.render, video.assemble) and others (audio.mix), but its workers read one ' +
        'queue: give one kind to another service.',
    );
  });

  it('gives every queue that dead-letters a place for its dead letters, builds that of their pool', () => {
    const dying = everything.queues.filter(
      (queue) => queue.arguments['x-dead-letter-exchange'] === 'reelmill.dead',
    );
    expect(dying).not.toHaveLength(0);
    for (const { name, arguments: args } of dying) {
      const pool = name.replace(`.${BUILD}`, '');
      expect(args['x-dead-letter-routing-key']).toBe(pool);
      expect(everything.bindings).toContainEqual({
        exchange: 'reelmill.dead',
        queue: `${pool}.dead`,
        key: pool,
      });
      expect(everything.queues.map((queue) => queue.name)).toContain(`${pool}.dead`);
    }
  });

  it('lets tickets come back from the ladder under their own key', () => {
    for (const seconds of RETRY_RUNGS) {
      const rung = TOPOLOGY.queues.find(({ name }) => name === `reelmill.retry.${seconds}s`);
      expect(rung?.arguments).toEqual({
        'x-queue-type': 'classic',
        'x-message-ttl': seconds * 1000,
        'x-dead-letter-exchange': 'reelmill.tasks',
      });
    }
  });

  it('has no alternate exchange for tickets, so that an unroutable one is returned', () => {
    expect(TOPOLOGY.exchanges.find(({ name }) => name === 'reelmill.tasks')).not.toHaveProperty('alternate');
  });

  it('retires no queue that it declares', () => {
    expect(RETIRED.map(({ name }) => name)).toMatchInlineSnapshot(`
     [
       "analyzer.tasks",
       "transcriber.tasks",
       "renderer.tasks",
       "orchestrator.answers",
       "orchestrator.answers.dead",
       "orchestrator.beats",
     ]
    `);
    const declared = everything.queues.map(({ name }) => name);
    for (const { name } of RETIRED) expect(declared).not.toContain(name);
  });
});
