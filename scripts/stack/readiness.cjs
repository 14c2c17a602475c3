'use strict';
const { setTimeout: delay } = require('node:timers/promises');

/**
 * Asks until the answer is yes. `false` when the time is up or `giveUp` says that asking on is useless.
 * @param {() => Promise<boolean> | boolean} ask
 * @param {{ timeoutMs: number, everyMs?: number, giveUp?: () => boolean }} options
 */
async function pollUntil(ask, { timeoutMs, everyMs = 100, giveUp = () => false }) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await ask()) return true;
    if (giveUp()) return false;
    await delay(everyMs);
  }
  return false;
}

module.exports = { pollUntil };
