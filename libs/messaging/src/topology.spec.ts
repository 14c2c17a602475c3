import { COMMANDS, WORKER_SERVICES } from '@reelmill/contracts';
import { RETRY_RUNGS, TOPOLOGY, topologyOf } from './topology';

describe('topologyOf', () => {
  it('follows from the contracts by one rule', () => {
    expect(topologyOf(WORKER_SERVICES, COMMANDS)).toMatchSnapshot();
  });

  it('routes every command to exactly one work queue', () => {
    for (const { name, owner } of COMMANDS) {
      const queues = TOPOLOGY.bindings.filter(
        ({ exchange, key }) => exchange === 'reelmill.tasks' && key === name,
      );
      expect(queues.map(({ queue }) => queue)).toEqual([`${owner}.tasks`]);
    }
  });

  it('gives every queue that dead-letters a place for its dead letters', () => {
    const dying = TOPOLOGY.queues.filter(
      (queue) => queue.arguments['x-dead-letter-exchange'] === 'reelmill.dead',
    );
    expect(dying).not.toHaveLength(0);
    for (const { name, arguments: args } of dying) {
      expect(args['x-dead-letter-routing-key']).toBe(name);
      expect(TOPOLOGY.bindings).toContainEqual({
        exchange: 'reelmill.dead',
        queue: `${name}.dead`,
        key: name,
      });
      expect(TOPOLOGY.queues.map((queue) => queue.name)).toContain(`${name}.dead`);
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
});
