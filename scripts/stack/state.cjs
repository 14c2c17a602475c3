'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { takeLock } = require('./lock.cjs');
const { StackError } = require('./log.cjs');
const { ownerOnlyFolder } = require('./owner-only.cjs');
const { Processes, endLeftovers } = require('./processes.cjs');

/**
 * The folder of one running stack, its processes, and the lock that keeps other runs out of it until `close`.
 * @typedef {{
 *   root: string, dir: string, logs: string, processes: Processes, close: () => Promise<void>,
 * }} StackState
 */

/** The checkout that these scripts belong to. */
const checkout = path.resolve(__dirname, '..', '..');

/**
 * @param {{ root?: string, stateDir?: string }} [options] stateDir: default `<root>/.reelmill`
 * @returns {Promise<StackState>}
 */
async function openState({ root = checkout, stateDir = path.join(root, '.reelmill') } = {}) {
  const logs = path.join(stateDir, 'logs');
  for (const folder of [path.join(root, '.reelmill'), stateDir, logs]) makeFolder(folder);
  const release = takeLock(path.join(stateDir, 'lock'), 'A stack');
  const pidsDir = path.join(stateDir, 'pids');
  await endLeftovers(pidsDir);
  for (const name of fs.readdirSync(logs)) fs.rmSync(path.join(logs, name), { recursive: true });
  const processes = new Processes(pidsDir);
  const killAll = () => processes.killAll();
  process.on('exit', killAll);
  const close = async () => {
    await processes.endAll();
    process.off('exit', killAll);
    release();
  };
  return { root, dir: stateDir, logs, processes, close };
}

/** @param {string} folder */
function makeFolder(folder) {
  try {
    ownerOnlyFolder(folder);
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (cause) {
    throw new StackError(`${folder} cannot be written by this user.`, {
      remedy: 'run as the user that owns the checkout',
      cause,
    });
  }
}

/**
 * Ends what a killed run left in any state folder under `dir`, for folders that nobody opens again.
 * @param {string} dir
 */
async function endLeftoversUnder(dir) {
  if (!fs.existsSync(dir)) return;
  for (const name of fs.readdirSync(dir)) await endLeftovers(path.join(dir, name, 'pids'));
}

module.exports = { checkout, endLeftoversUnder, openState };
