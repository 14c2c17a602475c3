'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { readJson, writeJson } = require('./json-files.cjs');
const { StackError, timed } = require('./log.cjs');
const { holdFreePort } = require('./ports.cjs');
const { createCluster, removeStalePid } = require('./postgres-cluster.cjs');
const { postgresPlace } = require('./postgres-files.cjs');
const { pollUntil } = require('./readiness.cjs');

/**
 * @typedef {import('./state.cjs').StackState} StackState
 * @typedef {import('./processes.cjs').ManagedProcess} ManagedProcess
 * @typedef {import('./postgres-files.cjs').PostgresPlace} PostgresPlace
 */

const database = 'reelmill';
// Recovery after a SIGKILL replays the write-ahead log before the first answer.
const startLimitMs = 60_000;

/**
 * Does a startup message (protocol 3.0) get an authentication request (`R`)? `E` is "the database system is starting up".
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function speaksPostgres(port) {
  const parameters = Buffer.from(`user\0${database}\0database\0${database}\0\0`, 'latin1');
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + parameters.length, 0);
  head.writeUInt32BE(3 << 16, 4);
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.concat([head, parameters])));
    /** @param {boolean} answer */
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('data', (answer) => settle(answer.toString('latin1', 0, 1) === 'R'));
  });
}

class PrivatePostgres {
  /** @type {ManagedProcess | undefined} */
  #server;

  /**
   * @param {StackState} state
   * @param {{ place: PostgresPlace, port: number, password: string, fsync: boolean }} settings
   */
  constructor(state, settings) {
    this.state = state;
    this.settings = settings;
    this.port = settings.port;
    this.name = 'Postgres';
    this.logFile = path.join(state.logs, 'postgres.log');
    this.url = `postgres://${database}:${settings.password}@127.0.0.1:${settings.port}/${database}`;
  }

  get pid() {
    return this.#server?.pid;
  }

  /** Resolves with how it ended when the server of the last start ends. */
  get ending() {
    return this.#server?.ending;
  }

  /** Starts, or starts again on the same port and data; resolves when it answers. */
  async start() {
    const { place, port, fsync } = this.settings;
    const { logFile } = this;
    removeStalePid(place);
    // Commits stay synchronous: with synchronous_commit=off a SIGKILL of the server loses committed rows, not only a power cut.
    const durability = fsync ? [] : ['fsync=off', 'full_page_writes=off'];
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      `port=${port}`,
      'max_connections=200',
      ...durability,
    ];
    const args = ['-D', place.data, ...settings.flatMap((setting) => ['-c', setting])];
    const server = this.state.processes.spawn(
      'postgres',
      [path.join(place.native, 'bin', 'postgres'), ...args],
      {
        ...place.user,
        cwd: '/',
        env: { PATH: process.env.PATH, TZ: 'UTC', LANG: 'C.UTF-8' },
        logFile,
        tier: 1,
        // "Fast" shutdown: SIGTERM would wait until the last client has gone.
        endSignal: 'SIGINT',
      },
    );
    this.#server = server;
    const ready = await pollUntil(() => speaksPostgres(port), {
      timeoutMs: startLimitMs,
      everyMs: 30,
      giveUp: () => !server.alive(),
    });
    if (ready) return;
    const what = server.alive() ? `did not answer within ${startLimitMs / 1000} s` : 'ended while starting';
    throw new StackError(`Postgres ${what}.`, {
      logFile,
      remedy: `see the log; if its data is damaged, remove it: rm -rf ${place.data}`,
    });
  }

  async stop() {
    await this.#server?.end();
  }

  async kill() {
    await this.#server?.kill();
  }

  /** Stops and forgets the data, for stacks that are made for one run. */
  async remove() {
    await this.stop();
    fs.rmSync(this.settings.place.data, { recursive: true, force: true });
  }
}

/** @param {string} file */
function rememberedPassword(file) {
  return /** @type {string | undefined} */ (readJson(file)?.password);
}

/**
 * @param {StackState} state
 * @param {{ fresh?: boolean, fsync?: boolean }} [options] fresh: forget earlier data
 */
async function startPostgres(state, { fresh = false, fsync = true } = {}) {
  const secretFile = path.join(state.dir, 'postgres.json');
  const place = postgresPlace(state);
  const known = fresh ? undefined : rememberedPassword(secretFile);
  const password = known ?? crypto.randomBytes(18).toString('base64url');
  if (!known || !fs.existsSync(path.join(place.data, 'PG_VERSION'))) {
    fs.rmSync(place.data, { recursive: true, force: true });
    await timed('Postgres: creating a database', () => createCluster(state, { place, password, database }));
    writeJson(secretFile, { password, ...place });
  }
  const held = await holdFreePort();
  const postgres = new PrivatePostgres(state, { place, port: held.port, password, fsync });
  await held.release();
  await timed(`Postgres: starting on port ${held.port}`, () => postgres.start());
  return postgres;
}

module.exports = { PrivatePostgres, startPostgres };
