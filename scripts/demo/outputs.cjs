'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const { StackError } = require('../stack/log.cjs');

/**
 * `video.mp4`, `thumbnail-2.jpg` → `hello.mp4`, `hello-2.jpg`.
 * @param {string} outputName
 * @param {string} base
 */
function localName(outputName, base) {
  return path.basename(outputName).replace(/^[a-z]+/i, base);
}

/**
 * Streamed to a file beside, checked, then renamed: a broken download never looks like a video.
 * @param {import('./api.cjs').ApiClient} api
 * @param {import('./api.cjs').Output} output
 * @param {string} file
 */
async function downloadOutput(api, output, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.part`;
  await pipeline(await api.download(output), fs.createWriteStream(draft));
  const hash = crypto.createHash('sha256');
  await pipeline(fs.createReadStream(draft), hash);
  const sha256 = hash.digest('hex');
  if (sha256 !== output.sha256)
    throw new StackError(`${output.name} arrived with sha256 ${sha256} instead of ${output.sha256}.`);
  fs.renameSync(draft, file);
}

/** @param {import('./api.cjs').Output} output */
function describeOutput({ bytes, sha256, width, height, duration }) {
  return [
    bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(2)} MB`,
    ...(width && height ? [`${width}x${height}`] : []),
    ...(duration ? [`${duration.toFixed(2)} s`] : []),
    `sha256 ${sha256}`,
  ].join(', ');
}

module.exports = { describeOutput, downloadOutput, localName };
