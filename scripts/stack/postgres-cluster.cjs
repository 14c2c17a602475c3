'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { StackError } = require('./log.cjs');

/**
 * @typedef {import('./postgres-files.cjs').PostgresPlace} PostgresPlace
 * @typedef {import('./state.cjs').StackState} StackState
 */

/**
 * Makes the data folder beside and renames it when complete, so that a killed run leaves no half-made one.
 * @param {StackState} state
 * @param {{ place: PostgresPlace, password: string, database: string }} settings
 */
async function createCluster(state, { place, password, database }) {
  const draft = `${place.data}.draft`;
  const passwordFile = `${place.data}.password`;
  const sqlFile = `${place.data}.sql`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.user)
    for (const file of [draft, passwordFile]) fs.chownSync(file, place.user.uid, place.user.gid);
  try {
    // The built-in C.UTF-8 sorts alike on every machine, whatever locales it has.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const auth = ['--auth=scram-sha-256', `--username=${database}`, `--pwfile=${passwordFile}`];
    await run(state, place, { program: 'initdb', args: ['-D', draft, ...locale, ...auth] });
    // The package has no client; single-user mode needs none.
    fs.writeFileSync(sqlFile, `CREATE DATABASE ${database}\n`, { mode: 0o600 });
    await run(state, place, {
      program: 'postgres',
      args: ['--single', '-D', draft, 'postgres'],
      inputFile: sqlFile,
    });
  } finally {
    for (const file of [passwordFile, sqlFile]) fs.rmSync(file, { force: true });
  }
  fs.renameSync(draft, place.data);
}

/**
 * @param {StackState} state
 * @param {PostgresPlace} place
 * @param {{ program: string, args: string[], inputFile?: string }} command
 */
async function run(state, { native, user }, { program, args, inputFile }) {
  const logFile = path.join(state.logs, 'postgres-init.log');
  const env = { PATH: process.env.PATH, TZ: 'UTC', LANG: 'C.UTF-8', LC_ALL: 'C' };
  const code = await state.processes.run(program, [path.join(native, 'bin', program), ...args], {
    ...user,
    cwd: '/',
    env,
    logFile,
    inputFile,
  });
  if (code !== 0)
    throw new StackError(`${program} failed.`, {
      logFile,
      remedy: 'see the log, or set DATABASE_URL to a Postgres of yours',
    });
}

/**
 * A killed server leaves its pid file; when that pid now belongs to something else, Postgres would refuse to start.
 * @param {PostgresPlace} place
 */
function removeStalePid({ data }) {
  const file = path.join(data, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Number.parseInt(fs.readFileSync(file, 'utf8'), 10);
  const command = `/proc/${pid}/comm`;
  const name = fs.existsSync(command) ? fs.readFileSync(command, 'utf8').trim() : '';
  if (name !== 'postgres') fs.rmSync(file);
}

module.exports = { createCluster, removeStalePid };
