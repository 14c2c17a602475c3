'use strict';
const fs = require('node:fs');

/** A failure that a person can act on: `remedy` is the one thing to do. */
class StackError extends Error {
  /**
   * @param {string} message
   * @param {{ remedy?: string, logFile?: string, cause?: unknown }} [details]
   */
  constructor(message, { remedy, logFile, cause } = {}) {
    super(message, { cause });
    this.name = 'StackError';
    this.remedy = remedy;
    this.logFile = logFile;
  }
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Says what begins, and how long it took when that was more than a second.
 * @template T
 * @param {string} what e.g. "RabbitMQ: starting"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function timed(what, work) {
  say(what);
  const startedAt = Date.now();
  const result = await work();
  const ms = Date.now() - startedAt;
  if (ms > 1000) say(`${what.split(':')[0]}: ready after ${(ms / 1000).toFixed(1)} s`);
  return result;
}

/**
 * The last lines of a log, read from its last 64 kB only.
 * @param {string} file
 * @param {number} [lines]
 */
function tail(file, lines = 40) {
  if (!fs.existsSync(file)) return '';
  const size = fs.statSync(file).size;
  const length = Math.min(size, 65536);
  const bytes = Buffer.alloc(length);
  const handle = fs.openSync(file, 'r');
  fs.readSync(handle, bytes, 0, length, size - length);
  fs.closeSync(handle);
  return bytes.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/** @param {unknown} error */
function describeFailure(error) {
  if (!(error instanceof StackError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const log = error.logFile ? tail(error.logFile) : '';
  return [
    ...(log ? [`--- the end of ${error.logFile}`, log, '---'] : []),
    `Failed: ${error.message}`,
    ...(error.remedy ? [`To do: ${error.remedy}`] : []),
  ].join('\n');
}

module.exports = { StackError, say, timed, tail, describeFailure };
