'use strict';
const fs = require('node:fs');
const { StackError } = require('./log.cjs');
const { identityOf, isAlive } = require('./process-identity.cjs');

/**
 * @param {string} file
 * @returns {import('./process-identity.cjs').ProcessIdentity | undefined}
 */
function holderOf(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * A lock that dies with its holder. Written whole beside and then linked, so that nobody reads half a lock.
 * @param {string} file
 * @returns {(() => void) | undefined} release, or undefined when a living process holds it
 */
function tryLock(file) {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
  try {
    for (let tries = 0; tries < 3; tries += 1) {
      if (linkIfFree(draft, file)) return () => releaseOwn(file);
      const holder = holderOf(file);
      if (holder && isAlive(holder)) return undefined;
      fs.rmSync(file, { force: true });
    }
    return undefined;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/**
 * Released twice, it must not free the lock of a run that took it in between.
 * @param {string} file
 */
function releaseOwn(file) {
  if (holderOf(file)?.pid === process.pid) fs.rmSync(file, { force: true });
}

/**
 * @param {string} draft
 * @param {string} file
 */
function linkIfFree(draft, file) {
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @param {string} what whose lock it is, for the message
 */
function takeLock(file, what) {
  const release = tryLock(file);
  if (release) return release;
  const pid = holderOf(file)?.pid;
  throw new StackError(`${what} of this checkout is already running (process ${pid}).`, {
    remedy: `use that one, or stop it first: kill ${pid}`,
  });
}

module.exports = { takeLock, tryLock };
