'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { StackError, timed } = require('../stack/log.cjs');
const { ensureTools } = require('../tools/index.cjs');
const { buildah, temporary, tryBuildah } = require('./buildah.cjs');
const { debianSources } = require('./debian-sources.cjs');

/** @typedef {import('../stack/state.cjs').StackState} StackState */

const container = 'reelmill-stand-in';
/** As in Debian's own slim images: what nobody reads in a container is not unpacked. */
const unread = ['doc', 'man', 'info', 'locale', 'lintian', 'groff'];

/**
 * Debian's essential packages in a folder.
 * @param {StackState} state
 * @param {string} base
 */
async function bootstrap({ logs, processes }, base) {
  const logFile = path.join(logs, 'debootstrap.log');
  const { suite, mirror, sources, options } = debianSources();
  const code = await processes.run('debootstrap', ['debootstrap', '--variant=minbase', suite, base, mirror], {
    logFile,
    ownerOnly: false,
  });
  if (code !== 0)
    throw new StackError('debootstrap failed.', {
      logFile,
      remedy: `see ${logFile}; is the mirror of Debian reachable?`,
    });
  fs.writeFileSync(path.join(base, 'etc', 'apt', 'sources.list'), sources);
  fs.writeFileSync(path.join(base, 'etc', 'apt', 'apt.conf.d', '90machine'), options);
}

/** @param {string} base */
function slim(base) {
  const excludes = unread.map((name) => `path-exclude /usr/share/${name}/*\n`).join('');
  fs.writeFileSync(path.join(base, 'etc', 'dpkg', 'dpkg.cfg.d', 'unread'), excludes);
  const shares = unread.map((name) => path.join('usr', 'share', name));
  for (const name of [...shares, 'var/cache/apt', 'var/lib/apt/lists', 'var/log']) {
    const emptied = path.join(base, name);
    for (const entry of fs.existsSync(emptied) ? fs.readdirSync(emptied) : [])
      fs.rmSync(path.join(emptied, entry), { recursive: true });
  }
}

/**
 * Node, npm and the user `node` where the official image has them.
 * @param {string} base
 * @param {Record<string, string>} tools
 */
function addNode(base, { NODE24 = '', NPM = '' }) {
  const local = path.join(base, 'usr', 'local');
  fs.copyFileSync(NODE24, path.join(local, 'bin', 'node'));
  fs.chmodSync(path.join(local, 'bin', 'node'), 0o755);
  fs.cpSync(NPM, path.join(local, 'lib', 'node_modules', 'npm'), { recursive: true });
  for (const name of ['npm', 'npx'])
    fs.symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(local, 'bin', name));
  fs.appendFileSync(path.join(base, 'etc', 'group'), 'node:x:1000:\n');
  fs.appendFileSync(path.join(base, 'etc', 'passwd'), 'node:x:1000:1000::/home/node:/bin/bash\n');
  fs.mkdirSync(path.join(base, 'home', 'node'));
  fs.chownSync(path.join(base, 'home', 'node'), 1000, 1000);
}

/**
 * For where no registry of images is reachable: the same Debian and the same Node as in the image whose name it takes.
 * What is made from it inherits a label that says so.
 * @param {StackState} state
 * @param {string} name
 */
async function makeStandIn(state, name) {
  const tools = await ensureTools(state, ['node24', 'npm']);
  const base = path.join(temporary, 'stand-in');
  fs.rmSync(base, { recursive: true, force: true });
  await timed('Base: making the stand-in', async () => {
    await bootstrap(state, base);
    slim(base);
    addNode(base, tools);
    const what = 'Making the stand-in';
    await tryBuildah(state, ['rm', container]);
    await buildah(state, ['from', '--name', container, 'scratch'], what);
    await buildah(state, ['copy', container, base, '/'], what);
    const label = 'org.reelmill.stand-in=true';
    await buildah(state, ['config', '--cmd', 'node', '--label', label, container], what);
    await buildah(state, ['commit', '--rm', container, name], what);
  });
  fs.rmSync(base, { recursive: true });
}

module.exports = { makeStandIn };
