'use strict';
const path = require('node:path');
const { StackError, timed } = require('./log.cjs');
const { ownerOnlyFolder } = require('./owner-only.cjs');
const { holdFreePort } = require('./ports.cjs');
const { pollUntil } = require('./readiness.cjs');
const { longestEndMs } = require('./processes.cjs');
const { passedOn, serviceEnvironment, serviceNames } = require('./service-environment.cjs');

/**
 * @typedef {import('./service-environment.cjs').ServiceName} ServiceName
 * @typedef {import('./state.cjs').StackState} StackState
 * @typedef {import('./processes.cjs').ManagedProcess} ManagedProcess
 * @typedef {{
 *   names?: readonly ServiceName[], amqpUrl?: string, databaseUrl?: string, objectsDir?: string,
 *   env?: Record<string, string>, gatewayPort?: number,
 * }} ServicesOptions env wins over everything; gatewayPort is a wish
 * @typedef {Partial<Record<ServiceName, Service>>} Services
 */

// Six Nest processes at once on two busy cores.
const startLimitMs = 60_000;
// A service that has not ended this long after its drain is stuck.
const afterDrainMs = 5_000;

/** @param {string} url */
async function answersOk(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).status === 200;
  } catch {
    return false;
  }
}

/** One service as a process of its own; it can be stopped or killed and started again on the same port. */
class Service {
  /** @type {ManagedProcess | undefined} */
  #process;

  /**
   * @param {StackState} state
   * @param {{ name: ServiceName, port: number, adminPort: number, env: Record<string, string> }} settings
   *   port: of the gateway's API; the others have an admin listener alone
   */
  constructor(state, { name, port, adminPort, env }) {
    this.state = state;
    this.name = name;
    this.port = port;
    this.adminPort = adminPort;
    this.url = `http://127.0.0.1:${port}`;
    this.adminUrl = `http://127.0.0.1:${adminPort}`;
    /** @type {Record<string, string>} */
    this.env = {
      ...env,
      ADMIN_PORT: String(adminPort),
      ...(name === 'gateway' ? { PORT: String(port) } : {}),
    };
    this.logFile = path.join(state.logs, `${name}.log`);
  }

  get pid() {
    return this.#process?.pid;
  }

  alive() {
    return this.#process?.alive() ?? false;
  }

  /** Resolves with how it ended when the process of the last start ends. */
  get ending() {
    return this.#process?.ending;
  }

  ready() {
    return answersOk(`${this.adminUrl}/healthz/ready`);
  }

  /** Starts the process without waiting for it. */
  launch() {
    const { state, name, env, logFile } = this;
    if (env.SCRATCH_DIR) ownerOnlyFolder(env.SCRATCH_DIR);
    const program = path.join(state.root, 'dist', 'apps', name, 'src', 'main.js');
    this.#process = state.processes.spawn(name, [process.execPath, '--enable-source-maps', program], {
      cwd: state.root,
      env,
      logFile,
      tier: 2,
      endLimitMs: Math.min(Number(env.DRAIN_SECONDS) * 1000 + afterDrainMs, longestEndMs),
    });
  }

  /** Starts, or starts again; resolves when it is ready. */
  async start() {
    this.launch();
    await this.untilReady();
  }

  async untilReady() {
    const ready = await pollUntil(() => this.ready(), {
      timeoutMs: startLimitMs,
      giveUp: () => !this.alive(),
    });
    if (ready) return;
    const what = this.alive() ? `was not ready within ${startLimitMs / 1000} s` : 'ended while starting';
    throw new StackError(`The ${this.name} ${what}.`, {
      logFile: this.logFile,
      remedy: `see its log above, or whole: ${this.logFile}`,
    });
  }

  /** SIGTERM, so that it drains; SIGKILL 5 s after DRAIN_SECONDS, but after 15 s at the latest. */
  async stop() {
    await this.#process?.end();
  }

  /** SIGKILL to the service alone, not to its children. */
  async kill() {
    await this.#process?.kill();
  }
}

/**
 * @param {StackState} state
 * @param {string} databaseUrl
 */
async function runMigrations(state, databaseUrl) {
  const logFile = path.join(state.logs, 'migrations.log');
  const program = path.join(state.root, 'dist', 'libs', 'persistence', 'src', 'migrate.js');
  const env = { ...passedOn(), NODE_ENV: 'production', DATABASE_URL: databaseUrl };
  await timed('Database: running migrations', async () => {
    const code = await state.processes.run('migrations', [process.execPath, program], {
      cwd: state.root,
      env,
      logFile,
    });
    if (code !== 0)
      throw new StackError('The migrations failed.', {
        logFile,
        remedy: 'see the log; is DATABASE_URL right?',
      });
  });
}

/**
 * @param {StackState} state
 * @param {ServicesOptions} options
 * @returns {Promise<Services>} all ready
 */
async function startServices(state, { names = serviceNames, gatewayPort, ...options }) {
  const setting = { dir: state.dir, objectsDir: path.join(state.dir, 'objects'), ...options };
  ownerOnlyFolder(setting.objectsDir);
  const held = await Promise.all(
    names.map((name) => holdFreePort(name === 'gateway' ? gatewayPort : undefined)),
  );
  const heldForAdmin = await holdFreePort();
  const services = names.map((name, index) => {
    const port = /** @type {import('./ports.cjs').HeldPort} */ (held[index]).port;
    const adminPort = name === 'gateway' ? heldForAdmin.port : port;
    return new Service(state, { name, port, adminPort, env: serviceEnvironment(name, setting) });
  });
  await Promise.all([...held, heldForAdmin].map((port) => port.release()));
  await timed(
    `Services: starting ${services.map(({ name, port }) => `${name} (${port})`).join(', ')}`,
    async () => {
      for (const service of services) service.launch();
      await Promise.all(services.map((service) => service.untilReady()));
    },
  );
  return Object.fromEntries(services.map((service) => [service.name, service]));
}

module.exports = { Service, runMigrations, startServices };
