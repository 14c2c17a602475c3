import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'amqplib';

/** A virtual host for one test file. */
export interface BrokerNamespace {
  /** AMQP address with the virtual host. */
  readonly url: string;
  /** Whether it is a virtual host of its own on a node that the tests may administer. */
  readonly administered: boolean;
  /** Ends all connections to the virtual host from the broker's side, as an operator would. Resolves with their number. */
  closeConnections(): Promise<number>;
  remove(): Promise<void>;
}

interface StackScripts {
  addVhost(facts: object, name: string): Promise<string>;
  removeVhost(facts: object, name: string): Promise<void>;
  rabbitmqctl(facts: object, args: readonly string[]): Promise<string>;
}

/**
 * A virtual host of its own on the private node that the file named by `REELMILL_STACK` describes; otherwise the default
 * one of `AMQP_URL`, from which `queues` are deleted before and after.
 */
export async function createVhost({ queues }: { queues: readonly string[] }): Promise<BrokerNamespace> {
  const facts = nodeFacts();
  return facts ? ownVhost(facts) : borrowedVhost(queues);
}

async function ownVhost(facts: object): Promise<BrokerNamespace> {
  const scripts = createRequire(__filename)('../../../scripts/stack/index.cjs') as StackScripts;
  const name = `test-${randomUUID()}`;
  const url = await scripts.addVhost(facts, name);
  return {
    url,
    administered: true,
    closeConnections: async () => {
      const list = await scripts.rabbitmqctl(facts, ['list_connections', 'pid', 'vhost', '--formatter=json']);
      const ours = (JSON.parse(list) as { vhost: string }[]).filter(({ vhost }) => vhost === name);
      await scripts.rabbitmqctl(facts, ['close_all_connections', '--vhost', name, 'closed by a test']);
      return ours.length;
    },
    remove: () => scripts.removeVhost(facts, name),
  };
}

async function borrowedVhost(queues: readonly string[]): Promise<BrokerNamespace> {
  const url = process.env.AMQP_URL;
  if (!url) throw new Error('Neither REELMILL_STACK nor AMQP_URL is set: run the tests by `npm test`.');
  const clear = async (): Promise<void> => {
    const connection = await connect(url);
    const channel = await connection.createChannel();
    for (const queue of queues) await channel.deleteQueue(queue);
    await connection.close();
  };
  await clear();
  return {
    url,
    administered: false,
    closeConnections: () =>
      Promise.reject(new Error('Connections of a broker that is not ours are left alone.')),
    remove: clear,
  };
}

function nodeFacts(): object | undefined {
  const file = process.env.REELMILL_STACK;
  if (!file) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { rabbitmq?: object }).rabbitmq;
}
