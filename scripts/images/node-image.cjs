'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { StackError, say, timed } = require('../stack/log.cjs');
const { askBuildah, tryBuildah } = require('./buildah.cjs');
const { makeStandIn } = require('./stand-in.cjs');

/** @typedef {import('../stack/state.cjs').StackState} StackState */

/**
 * The image that both of ours are made from, as `deploy/images.env` names it.
 * @param {string} root
 */
function readNodeImage(root) {
  const lines = fs.readFileSync(path.join(root, 'deploy', 'images.env'), 'utf8').split('\n');
  const values = Object.fromEntries(
    lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.split(/=(.*)/, 2)),
  );
  const { NODE_IMAGE: tag = '', NODE_IMAGE_DIGEST: digest = '' } = values;
  return { tag, digest, name: digest ? `${tag}@${digest}` : tag };
}

/**
 * Pulls it when it is not there. Where that is impossible, a stand-in takes its name, unless a digest says what it is.
 * @param {StackState} state
 * @param {{ standIn: boolean }} options standIn: not even tried to pull
 * @returns {Promise<string>} its name
 */
async function ensureNodeImage(state, { standIn }) {
  const { digest, name } = readNodeImage(state.root);
  if (askBuildah(['inspect', '--type', 'image', '--format', '{{.FromImageID}}', name]) !== undefined)
    return name;
  if (!standIn && (await timed(`Base: pulling ${name}`, () => tryBuildah(state, ['pull', name]))))
    return name;
  if (digest)
    throw new StackError(`${name} can't be pulled, and nothing may stand in for a digest.`, {
      logFile: path.join(state.logs, 'buildah.log'),
      remedy: 'is its registry reachable? For a trial build empty NODE_IMAGE_DIGEST in deploy/images.env',
    });
  say(
    `Base: ${standIn ? 'as asked' : 'it cannot be pulled, so'} a stand-in of Debian and npm's Node is made;`,
  );
  say('      the images say so in the label org.reelmill.stand-in and are for trials only');
  await makeStandIn(state, name);
  return name;
}

module.exports = { ensureNodeImage, readNodeImage };
