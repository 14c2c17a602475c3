'use strict';
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { boundCommand } = require('./bound-command.cjs');
const { readJson, writeJson } = require('./json-files.cjs');
const { StackError, say } = require('./log.cjs');
const { ownerOnlyFolder } = require('./owner-only.cjs');
const { identityOf, isAlive, killGroup, signalIfAlive } = require('./process-identity.cjs');
const { pollUntil } = require('./readiness.cjs');

/**
 * How a process is ended. Tiers end from high to low, each in parallel: 3 tools, 2 services, 1 broker and database, 0 epmd.
 * @typedef {{ tier: number, endSignal: NodeJS.Signals, endLimitMs: number }} Ending
 * @typedef {import('./process-identity.cjs').ProcessIdentity & Ending & { name: string }} ProcessRecord
 * @typedef {{
 *   cwd?: string, env?: NodeJS.ProcessEnv, logFile?: string, uid?: number, gid?: number, inheritOutput?: boolean,
 *   inputFile?: string, ownerOnly?: boolean, outlivesUs?: boolean,
 * } & Partial<Ending>} SpawnOptions
 *   ownerOnly: what it writes is for this user alone, the default. outlivesUs: lives on when this process is killed
 */

/** What does not heed its signal for so long is killed. */
const longestEndMs = 15_000;

class ManagedProcess {
  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {ProcessRecord} record
   * @param {string} recordFile
   */
  constructor(child, record, recordFile) {
    this.record = record;
    this.pid = record.pid;
    this.recordFile = recordFile;
    /** @type {Promise<number>} exit code; 1 when a signal ended it */
    this.exited = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    /** @type {Promise<string>} how it ended, for a sentence */
    this.ending = new Promise((resolve) =>
      child.once('exit', (code, signal) =>
        resolve(signal ? `ended by ${signal}` : `ended with exit code ${code}`),
      ),
    );
  }

  alive() {
    return isAlive(this.record);
  }

  /** Asks, waits, and after the limit kills. What is left of its process group is killed with it. */
  async end() {
    await endProcess(this.record);
    await this.exited;
    fs.rmSync(this.recordFile, { force: true });
  }

  /** SIGKILL to this process alone: its children are not touched, so a test can see what becomes of them. */
  async kill() {
    signalIfAlive(this.record, 'SIGKILL');
    await this.exited;
  }
}

/** @param {ProcessRecord} record */
async function endProcess(record) {
  signalIfAlive(record, record.endSignal);
  const ended = await pollUntil(() => !isAlive(record), { timeoutMs: record.endLimitMs, everyMs: 20 });
  if (!ended) {
    say(`${record.name}: did not stop within ${record.endLimitMs / 1000} s, killed`);
    signalIfAlive(record, 'SIGKILL');
  }
  killGroup(record);
}

/**
 * @param {ProcessRecord[]} records
 * @param {(record: ProcessRecord) => Promise<void>} end
 */
async function endByTier(records, end) {
  for (const tier of [...new Set(records.map((record) => record.tier))].sort((a, b) => b - a)) {
    await Promise.all(records.filter((record) => record.tier === tier).map(end));
  }
}

/**
 * Ends what an earlier run that was itself killed left running.
 * @param {string} pidsDir
 */
async function endLeftovers(pidsDir) {
  const files = fs.existsSync(pidsDir) ? fs.readdirSync(pidsDir).map((name) => path.join(pidsDir, name)) : [];
  /** @type {ProcessRecord[]} */
  const records = files.map(readJson).filter((record) => record?.pid > 0);
  const living = records.filter(isAlive);
  if (living.length > 0)
    say(
      `Ending what an earlier run left: ${living.map((record) => `${record.name} (${record.pid})`).join(', ')}`,
    );
  await endByTier(records, endProcess);
  for (const file of files) fs.rmSync(file, { force: true });
}

/** All processes of one stack. Each has a file while it runs, so that the next run can find it. */
class Processes {
  /** @param {string} pidsDir */
  constructor(pidsDir) {
    this.pidsDir = pidsDir;
    /** @type {Set<ManagedProcess>} */
    this.running = new Set();
    this.closed = false;
    ownerOnlyFolder(pidsDir);
  }

  /**
   * Starts a process in a process group of its own: Ctrl-C in a terminal then reaches only this script, which ends the
   * others in their order. What an ended process of that name left of its group is killed first.
   * @param {string} name
   * @param {string[]} command program and arguments
   * @param {SpawnOptions} [options]
   */
  spawn(name, command, options = {}) {
    if (this.closed) throw new StackError(`${name} was not started: the stack is stopping.`);
    this.#clearEnded(name);
    const {
      logFile,
      inputFile = '/dev/null',
      inheritOutput,
      tier = 3,
      endSignal = 'SIGTERM',
      endLimitMs = longestEndMs,
      ownerOnly = true,
      outlivesUs = false,
      ...rest
    } = options;
    const [file = '', ...args] = outlivesUs ? command : boundCommand(command, { ownerOnly });
    const input = fs.openSync(inputFile, 'r');
    const log = logFile ? fs.openSync(logFile, 'a', 0o600) : undefined;
    const output = log ?? (inheritOutput ? 'inherit' : 'ignore');
    const child = spawn(file, args, { ...rest, detached: true, stdio: [input, output, output] });
    for (const handle of [input, log]) if (handle !== undefined) fs.closeSync(handle);
    child.on('error', () => {});
    if (child.pid === undefined)
      throw new StackError(`${name} could not be started: ${command[0]} cannot be run.`);
    return this.#record(child, { ...identityOf(child.pid), name, tier, endSignal, endLimitMs });
  }

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {ProcessRecord} record
   */
  #record(child, record) {
    const recordFile = path.join(this.pidsDir, `${record.name}-${record.pid}.json`);
    writeJson(recordFile, record);
    const managed = new ManagedProcess(child, record, recordFile);
    this.running.add(managed);
    return managed;
  }

  /**
   * Runs a tool to its end and gives its exit code.
   * @param {string} name
   * @param {string[]} command program and arguments
   * @param {SpawnOptions} [options]
   */
  async run(name, command, options) {
    const tool = this.spawn(name, command, options);
    const code = await tool.exited;
    this.#forget(tool);
    return code;
  }

  /** @param {string} name */
  #clearEnded(name) {
    for (const managed of this.running) {
      if (managed.record.name !== name || managed.alive()) continue;
      killGroup(managed.record);
      this.#forget(managed);
    }
  }

  /** @param {ManagedProcess} managed */
  #forget(managed) {
    this.running.delete(managed);
    fs.rmSync(managed.recordFile, { force: true });
  }

  /** Ends everything, also what crashed and left children; nothing can be started afterwards. */
  async endAll() {
    this.closed = true;
    const all = [...this.running];
    await endByTier(
      all.map(({ record }) => record),
      async (record) => {
        const managed = all.find((one) => one.record === record);
        await managed?.end();
        if (managed) this.#forget(managed);
      },
    );
  }

  /** For the last moment of a process that cannot wait any more. */
  killAll() {
    for (const { record } of this.running) {
      signalIfAlive(record, 'SIGKILL');
      killGroup(record);
    }
  }
}

module.exports = { ManagedProcess, Processes, endLeftovers, longestEndMs };
