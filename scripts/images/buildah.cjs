'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { StackError } = require('../stack/log.cjs');
const { checkout } = require('../stack/state.cjs');

/** @typedef {import('../stack/state.cjs').StackState} StackState */

/** Images, containers and caches of this checkout; those of the machine are not touched. */
const folder = path.join(checkout, '.reelmill', 'images');
const temporary = path.join(folder, 'tmp');

/**
 * @param {readonly string[]} words of buildah
 * @returns {string[]} the whole command
 */
function buildahCommand(words) {
  const places = ['--root', path.join(folder, 'storage'), '--runroot', path.join(folder, 'run')];
  return ['buildah', ...places, ...words];
}

/** Its caches lie where it keeps temporary files. */
function buildahEnvironment() {
  fs.mkdirSync(temporary, { recursive: true });
  // Namespaces and cgroups of its own are more than a container or CI machine may make.
  return { ...process.env, TMPDIR: temporary, BUILDAH_ISOLATION: 'chroot' };
}

/**
 * Runs it to its end; what it says goes to the log.
 * @param {StackState} state
 * @param {string[]} words
 * @returns {Promise<boolean>} whether it succeeded
 */
async function tryBuildah({ logs, processes, root }, words) {
  const code = await processes.run(`buildah ${words[0]}`, buildahCommand(words), {
    cwd: root,
    env: buildahEnvironment(),
    logFile: path.join(logs, 'buildah.log'),
    // What it writes is read by other users, in the image.
    ownerOnly: false,
  });
  return code === 0;
}

/**
 * @param {StackState} state
 * @param {string[]} words
 * @param {string} what failed, for a person
 */
async function buildah(state, words, what) {
  if (await tryBuildah(state, words)) return;
  throw new StackError(`${what} failed: buildah ${words[0]}.`, {
    logFile: path.join(state.logs, 'buildah.log'),
    remedy: `see ${path.join(state.logs, 'buildah.log')}`,
  });
}

/**
 * Asks it something that takes no time.
 * @param {readonly string[]} words
 * @returns {string | undefined} what it answers, undefined when it fails
 */
function askBuildah(words) {
  const [program = '', ...args] = buildahCommand(words);
  const { status, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    env: buildahEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? stdout.trim() : undefined;
}

module.exports = { askBuildah, buildah, buildahCommand, buildahEnvironment, folder, temporary, tryBuildah };
