'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { StackError } = require('../stack/log.cjs');

/**
 * Fetches a package without installing it: some carry a program that an installation would bury under dependencies.
 * @param {import('../stack/state.cjs').StackState} state
 * @param {{ name: string, version: string, integrity: string }} wanted integrity: as the registry states it, `sha512-…`
 * @param {string} folder where its files go, below `package/`
 */
async function fetchPackage({ logs, processes }, { name, version, integrity }, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const logFile = path.join(logs, 'tools.log');
  const options = { cwd: folder, logFile };
  const pack = ['npm', 'pack', `${name}@${version}`, '--pack-destination', folder, '--loglevel=error'];
  const packed = await processes.run('npm pack', pack, options);
  const archive = path.join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  const remedy = `see ${logFile}; is the npm registry reachable?`;
  if (packed !== 0) throw new StackError(`npm pack could not fetch ${name}@${version}.`, { logFile, remedy });
  const hash = crypto.createHash('sha512').update(fs.readFileSync(archive)).digest('base64');
  if (`sha512-${hash}` !== integrity)
    throw new StackError(`${name}@${version} is not what was pinned: sha512-${hash}.`, { remedy });
  if ((await processes.run('tar', ['tar', '-xzf', archive], options)) !== 0)
    throw new StackError(`${archive} can't be unpacked.`, { logFile, remedy });
  fs.rmSync(archive);
}

module.exports = { fetchPackage };
