'use strict';
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { onPath, rabbitmqScript } = require('./executables.cjs');
const { StackError, timed } = require('./log.cjs');
const { holdFreePort } = require('./ports.cjs');
const { rabbitmqFacts, serverEnv, writeNodeFiles } = require('./rabbitmq-node.cjs');
const { addVhost, rabbitmqctl, removeVhost } = require('./rabbitmqctl.cjs');
const { pollUntil } = require('./readiness.cjs');

/**
 * @typedef {import('./state.cjs').StackState} StackState
 * @typedef {import('./processes.cjs').ManagedProcess} ManagedProcess
 * @typedef {import('./rabbitmq-node.cjs').RabbitmqFacts} RabbitmqFacts
 */

// 7–10 s on two idle cores; a laptop that also compiles takes several times as long.
const startLimitMs = 90_000;
const answerLimitMs = 2_000;
// An orderly stop takes 1.1 s; while it is still starting it does not heed SIGTERM, and what is durable survives SIGKILL.
const endLimitMs = 5_000;

/**
 * Does a broker answer a protocol header with Connection.Start (class 10, method 10)?
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function speaksAmqp(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () =>
      socket.write(Buffer.from('AMQP\0\0\x09\x01', 'latin1')),
    );
    /** @param {boolean} answer */
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(answerLimitMs, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('data', (frame) =>
      settle(frame.length > 10 && frame[0] === 1 && frame.readUInt32BE(7) === 0x000a000a),
    );
  });
}

/** @param {number} port */
function listens(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(Boolean(socket.destroy())));
    socket.once('error', () => resolve(false));
  });
}

/** Erlang's own folders, for systems that do not link epmd into /usr/bin. */
function epmdProgram() {
  return onPath('epmd') ?? '/usr/lib/erlang/bin/epmd';
}

/** A RabbitMQ node of this stack alone: own name, ports, data, and an epmd of its own that it leaves nothing behind in. */
class PrivateBroker {
  /** @type {ManagedProcess | undefined} */
  #epmd;
  /** @type {ManagedProcess | undefined} */
  #node;

  /**
   * @param {StackState} state
   * @param {RabbitmqFacts} facts
   * @param {string} erlangArgs
   */
  constructor(state, facts, erlangArgs) {
    this.state = state;
    this.facts = facts;
    this.name = 'RabbitMQ';
    this.logFile = facts.logFile;
    this.url = facts.url;
    this.erlangArgs = erlangArgs;
  }

  get pid() {
    return this.#node?.pid;
  }

  /** Resolves with how it ended when the node of the last start ends. */
  get ending() {
    return this.#node?.ending;
  }

  /** Starts, or starts again on the same ports and data; resolves when clients can connect. */
  async start() {
    const { processes, logs } = this.state;
    const logFile = path.join(logs, 'rabbitmq-console.log');
    const env = serverEnv(this.facts, this.erlangArgs);
    const { epmdPort, port } = this.facts;
    if (!this.#epmd?.alive()) {
      const command = [epmdProgram(), '-port', String(epmdPort), '-address', '127.0.0.1'];
      this.#epmd = processes.spawn('epmd', command, { env, cwd: '/', logFile, tier: 0 });
      await pollUntil(() => listens(epmdPort), { timeoutMs: 10_000, everyMs: 20 });
    }
    const node = processes.spawn('rabbitmq', [rabbitmqServer()], {
      env,
      cwd: '/',
      logFile,
      tier: 1,
      endLimitMs,
    });
    this.#node = node;
    const ready = await pollUntil(() => speaksAmqp(port), {
      timeoutMs: startLimitMs,
      giveUp: () => !node.alive(),
    });
    if (!ready) {
      const what = node.alive() ? `did not answer within ${startLimitMs / 1000} s` : 'ended while starting';
      throw new StackError(`RabbitMQ ${what}.`, {
        logFile: fs.existsSync(this.facts.logFile) ? this.facts.logFile : logFile,
        remedy: `see the log; if its data is damaged, remove it: rm -rf ${this.facts.dir}`,
      });
    }
  }

  /** SIGTERM: an orderly stop; messages and queues that are durable stay. */
  async stop() {
    await this.#node?.end();
    await this.#epmd?.end();
  }

  /** SIGKILL, as the out-of-memory killer would. */
  async kill() {
    await this.#node?.kill();
  }

  /** @param {string[]} args */
  ctl(...args) {
    return rabbitmqctl(this.facts, args);
  }

  /** @param {string} name */
  addVhost(name) {
    return addVhost(this.facts, name);
  }

  /** @param {string} name */
  removeVhost(name) {
    return removeVhost(this.facts, name);
  }
}

function rabbitmqServer() {
  const script = rabbitmqScript('rabbitmq-server');
  if (script) return script;
  throw new StackError('rabbitmq-server is not installed.', {
    remedy: 'sudo apt-get install rabbitmq-server, or set AMQP_URL',
  });
}

/**
 * @param {StackState} state
 * @param {{ fresh?: boolean, erlangArgs?: string }} [options] fresh: forget earlier data. erlangArgs: e.g.
 *   `-rabbit consumer_timeout 2000 -rabbit channel_tick_interval 1000`
 */
async function startBroker(state, { fresh = false, erlangArgs = '' } = {}) {
  const dir = path.join(state.dir, 'rabbitmq');
  if (fresh) fs.rmSync(dir, { recursive: true, force: true });
  const held = [await holdFreePort(), await holdFreePort(), await holdFreePort()];
  const [port, distPort, epmdPort] = /** @type {[number, number, number]} */ (held.map((one) => one.port));
  const facts = rabbitmqFacts(dir, state.logs, { port, distPort, epmdPort });
  writeNodeFiles(facts);
  await Promise.all(held.map((one) => one.release()));
  const broker = new PrivateBroker(state, facts, erlangArgs);
  await timed(`RabbitMQ: starting a private node on port ${port}`, () => broker.start());
  return broker;
}

module.exports = { PrivateBroker, speaksAmqp, startBroker };
