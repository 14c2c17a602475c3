'use strict';
const { StackError } = require('../stack/log.cjs');
const { askBuildah, buildah, tryBuildah } = require('./buildah.cjs');

/** @typedef {import('../stack/state.cjs').StackState} StackState */

// Run in the image: what each worker in it would call its build, known only where its ffmpeg and its fonts are.
const printBuilds = `
  const { existsSync } = require('node:fs');
  const { buildOf } = require('/app/dist/libs/contracts/src');
  const services = ['analyzer', 'transcriber', 'renderer'];
  const enginesOf = (service) => '/app/dist/apps/' + service + '/src/engines.js';
  Promise.all(services.filter((service) => existsSync(enginesOf(service))).map(async (service) =>
    [service, buildOf(await require(enginesOf(service)).readEngines())],
  )).then((builds) => console.log(JSON.stringify(builds)));`;

/**
 * @param {string} container
 * @returns {[service: string, build: string][]}
 */
function buildsIn(container) {
  const printed = askBuildah(['run', '--user', '1000:1000', container, '--', 'node', '-e', printBuilds]);
  if (printed === undefined)
    throw new StackError('A worker in the image can not say what it makes bytes with.', {
      remedy: `see deploy/images/README.md, and run it: buildah run ${container}`,
    });
  return JSON.parse(printed);
}

/**
 * Says the Dockerfile's labels once more, since buildah takes a layer of an earlier commit for one of this when only the
 * values of its arguments differ; and the builds of the workers in the image.
 * @param {StackState} state
 * @param {string} image
 * @param {{ VERSION: string, REVISION: string, CREATED: string }} origin
 */
async function relabel(state, image, { VERSION, REVISION, CREATED }) {
  const container = 'reelmill-relabelled';
  const what = `Labelling ${image}`;
  await tryBuildah(state, ['rm', container]);
  await buildah(state, ['from', '--pull-never', '--name', container, image], what);
  const labels = [
    ...Object.entries({ version: VERSION, revision: REVISION, created: CREATED }).map(
      ([name, value]) => `org.opencontainers.image.${name}=${value}`,
    ),
    ...buildsIn(container).map(([service, build]) => `org.reelmill.build.${service}=${build}`),
  ];
  const words = labels.flatMap((label) => ['--label', label]);
  await buildah(state, ['config', ...words, container], what);
  await buildah(state, ['commit', '--quiet', '--rm', container, image], what);
}

module.exports = { relabel };
