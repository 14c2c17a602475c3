'use strict';
const { setTimeout: delay } = require('node:timers/promises');
const { describeFailure, say } = require('./log.cjs');

/**
 * A service, the broker or the database: what can be started again on the same port and data.
 * @typedef {{ name: string, logFile: string, readonly ending?: Promise<string>, start: () => Promise<void> }} Part
 */

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;
/** What has lived so long did not end for the reason that it ended for before. */
const steadyAfterMs = 60_000;

/**
 * @param {{ waitedMs: number, livedMs: number }} last waitedMs: 0 when it never ended before
 * @returns {number} milliseconds
 */
function nextWaitMs({ waitedMs, livedMs }) {
  return waitedMs === 0 || livedMs >= steadyAfterMs ? firstWaitMs : Math.min(waitedMs * 2, longestWaitMs);
}

/**
 * Starts a part again whenever it ends by itself, until the stack is stopped, and says so.
 * @param {import('./state.cjs').StackState} state
 * @param {Part} part
 * @param {{ tell?: (line: string) => void }} [options]
 */
async function keepRunning({ processes }, part, { tell = say } = {}) {
  let waitedMs = 0;
  let startedAt = Date.now();
  for (;;) {
    const ending = await part.ending;
    if (processes.closed) return;
    waitedMs = nextWaitMs({ waitedMs, livedMs: Date.now() - startedAt });
    tell(`${part.name}: ${ending}, starts again in ${waitedMs / 1000} s; its log: ${part.logFile}`);
    await delay(waitedMs);
    if (processes.closed) return;
    startedAt = Date.now();
    try {
      await part.start();
      tell(`${part.name}: ready again`);
    } catch (error) {
      if (!processes.closed) tell(describeFailure(error));
    }
  }
}

module.exports = { keepRunning, nextWaitMs };
