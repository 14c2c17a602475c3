'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { installWithApt } = require('../stack/apt.cjs');
const { onPath } = require('../stack/executables.cjs');
const { StackError, say, timed } = require('../stack/log.cjs');
const { askBuildah, buildah } = require('./buildah.cjs');
const { relabel } = require('./labels.cjs');
const { ensureNodeImage } = require('./node-image.cjs');

/** @typedef {import('../stack/state.cjs').StackState} StackState */

const targets = ['control', 'worker'];

/** @param {StackState} state */
async function ensureBuilders(state) {
  if (process.getuid?.() !== 0)
    throw new StackError('Only root may unpack images with all their owners here.', {
      remedy: 'sudo npm run images, or docker build: see deploy/images/README.md',
    });
  const missing = ['buildah', 'debootstrap'].filter((name) => !onPath(name));
  if (missing.length > 0) await installWithApt(missing, state);
}

/**
 * @param {string} root
 * @param {string[]} words
 */
function git(root, words) {
  const { status, stdout } = spawnSync('git', words, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * What the labels say. The time is the commit's, so that building a commit twice says the same.
 * @param {string} root
 */
function originOf(root) {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const changed = git(root, ['status', '--porcelain']) ? '-changed' : '';
  const revision = git(root, ['rev-parse', 'HEAD']);
  return {
    VERSION: version,
    REVISION: revision ? `${revision}${changed}` : 'unknown',
    CREATED: git(root, ['show', '-s', '--format=%cI', 'HEAD']) ?? new Date().toISOString(),
  };
}

/** The user's npm settings and the certificates of a company's proxy, where there are any; no layer keeps them. */
function secrets() {
  const files = {
    npmrc: process.env.npm_config_userconfig ?? path.join(os.homedir(), '.npmrc'),
    certificates: process.env.NODE_EXTRA_CA_CERTS ?? '',
  };
  const present = Object.entries(files).filter(([, file]) => file && fs.existsSync(file));
  return present.flatMap(([id, file]) => ['--secret', `id=${id},src=${file}`]);
}

/** @param {string} image */
function sizeOf(image) {
  const listed = JSON.parse(askBuildah(['images', '--json', image]) ?? '[]');
  return listed[0]?.size ?? 'unknown';
}

/**
 * Builds both images from the checkout; layers of an earlier build are used again.
 * @param {StackState} state
 * @param {{ standIn?: boolean }} [options] standIn: do not even try to pull the Node image
 * @returns {Promise<Record<string, string>>} target → image name
 */
async function buildImages(state, { standIn = false } = {}) {
  await ensureBuilders(state);
  const nodeImage = await ensureNodeImage(state, { standIn });
  const origin = originOf(state.root);
  const facts = Object.entries({ NODE_IMAGE: nodeImage, ...origin });
  /** @type {Record<string, string>} */
  const images = {};
  for (const target of targets) {
    const image = `reelmill/${target}:${origin.VERSION}`;
    const words = ['bud', '--layers', '--pull-never', '--file', 'deploy/Dockerfile', '--target', target];
    const args = facts.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    const build = [...words, ...args, ...secrets(), '--tag', image, '.'];
    await timed(`Image: building ${image}`, async () => {
      await buildah(state, build, `Building ${image}`);
      await relabel(state, image, origin);
    });
    say(`Image: ${image} has ${sizeOf(image)}`);
    images[target] = image;
  }
  return images;
}

module.exports = { buildImages };
