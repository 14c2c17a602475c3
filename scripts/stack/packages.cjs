'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { readJson, shortHash, writeJson } = require('./json-files.cjs');
const { tryLock } = require('./lock.cjs');
const { StackError, say, timed } = require('./log.cjs');
const { pollUntil } = require('./readiness.cjs');

/** @typedef {import('./state.cjs').StackState} StackState */

/**
 * The lock file's content, and the system for which native parts were chosen.
 * @param {string} root
 */
function wantedPackages(root) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return `${shortHash(lock)} ${process.platform}-${process.arch}`;
}

/**
 * Has somebody installed by hand? npm writes what it installed to a lock file of its own in node_modules, at the very end.
 * @param {string} root
 */
function installedByHand(root) {
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!installed) return false;
  /** @type {Array<[string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }]>} */
  const locked = Object.entries(readJson(path.join(root, 'package-lock.json'))?.packages ?? {});
  return locked
    .filter(
      ([folder, { link, optional, devOptional }]) =>
        folder.startsWith('node_modules/') && !link && !optional && !devOptional,
    )
    .every(([folder, { version }]) => installed[folder]?.version === version);
}

/** @param {StackState} state */
async function installPackages(state) {
  const { root, logs, processes } = state;
  const remembered = path.join(root, '.reelmill', 'packages.json');
  const wanted = wantedPackages(root);
  if (fs.existsSync(path.join(root, 'node_modules')) && readJson(remembered)?.installed === wanted) return;
  if (installedByHand(root)) return writeJson(remembered, { installed: wanted });
  const logFile = path.join(logs, 'npm-ci.log');
  await timed('Packages: installing with npm ci', async () => {
    fs.rmSync(remembered, { force: true });
    // Said again, because `npm --silent test` and NODE_ENV=production would otherwise reach it through the environment.
    const code = await processes.run(
      'npm ci',
      ['npm', 'ci', '--include=dev', '--loglevel=notice', '--no-progress'],
      { cwd: root, logFile, ownerOnly: false },
    );
    if (code !== 0) {
      throw new StackError('npm ci failed.', {
        logFile,
        remedy: `see why, then run it by hand: npm ci (in ${root})`,
      });
    }
  });
  writeJson(remembered, { installed: wanted });
}

/** @param {StackState} state */
async function buildServices({ root, logs, processes }) {
  const logFile = path.join(logs, 'build.log');
  const nx = path.join(root, 'node_modules', '.bin', 'nx');
  // No daemon: it would outlive this run.
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };
  await timed('Build: compiling the services', async () => {
    const code = await processes.run('nx build', [process.execPath, nx, 'run-many', '-t', 'build'], {
      cwd: root,
      env,
      logFile,
      ownerOnly: false,
    });
    if (code !== 0)
      throw new StackError('The build failed.', { logFile, remedy: 'see the errors: npm run build' });
  });
}

/**
 * Only one run at a time touches node_modules and dist of a checkout; a second one waits.
 * @template T
 * @param {StackState} state
 * @param {() => Promise<T>} work
 */
async function alone({ root, processes }, work) {
  const file = path.join(root, '.reelmill', 'prepare.lock');
  let release = tryLock(file);
  if (!release) {
    say('Packages: waiting for another run of this checkout to finish installing');
    await pollUntil(() => Boolean((release = tryLock(file))), {
      timeoutMs: 900_000,
      everyMs: 500,
      giveUp: () => processes.closed,
    });
  }
  if (!release)
    throw new StackError('Another run of this checkout is still installing.', {
      remedy: 'wait for it, then try again',
    });
  try {
    return await work();
  } finally {
    release();
  }
}

/** @param {StackState} state */
async function ensurePackages(state) {
  await alone(state, async () => installPackages(state));
}

/** @param {StackState} state */
async function ensureBuilt(state) {
  await alone(state, async () => buildServices(state));
}

module.exports = { ensureBuilt, ensurePackages };
