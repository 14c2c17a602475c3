'use strict';
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { StackError, say } = require('../stack/log.cjs');
const { ApiClient } = require('./api.cjs');
const { segmentCounts } = require('./metrics.cjs');
const { describeOutput, downloadOutput, localName } = require('./outputs.cjs');
const { progressBar } = require('./progress.cjs');
const {
  fileOf,
  localSources,
  makeMissingMedia,
  mapLocalSources,
  readSpec,
  served,
} = require('./spec-file.cjs');

const pollEveryMs = 250;

/**
 * Uploads the spec's local files and puts their asset addresses in their place; those that are to be downloaded get
 * the address of the media server.
 * @param {ApiClient} api
 * @param {{ specFile: string, mediaHost: string, examplesDir: string }} setting
 */
async function provideSources(api, { specFile, mediaHost, examplesDir }) {
  const spec = readSpec(specFile);
  const sources = localSources(spec);
  await makeMissingMedia(
    sources.map((src) => fileOf(src, specFile)),
    examplesDir,
  );
  const uploads = sources.filter((src) => !src.startsWith(served));
  /** @type {Map<string, string>} */
  const assets = new Map();
  for (const src of uploads) assets.set(src, (await api.uploadAsset(fileOf(src, specFile))).src);
  if (uploads.length > 0) say(`Uploaded ${uploads.length} files: ${uploads.join(', ')}`);
  return mapLocalSources(spec, (src) => assets.get(src) ?? src.replace('{media}', `http://${mediaHost}`));
}

/**
 * @param {ApiClient} api
 * @param {string} jobId
 */
async function waitForTheEnd(api, jobId) {
  const bar = progressBar(process.stderr);
  try {
    for (;;) {
      const job = await api.job(jobId);
      bar.show(job);
      if (['completed', 'failed', 'cancelled'].includes(job.status)) return job;
      await delay(pollEveryMs);
    }
  } finally {
    bar.end();
  }
}

/**
 * @param {import('./api.cjs').Job} job
 * @param {string} logs
 */
function failureOf({ status, error }, logs) {
  const task = error?.task ? ` in task ${error.task}` : '';
  return new StackError(
    `The job ${status}${task}: ${error?.code ?? 'without a code'}: ${error?.message ?? ''}`,
    {
      remedy: `correct the spec if the message names it; otherwise see the services' logs in ${logs}`,
    },
  );
}

/**
 * Renders a spec as any caller of the API would, and leaves its outputs in `out/`.
 * @param {{
 *   gatewayUrl: string, orchestratorUrl: string, specFile: string, mediaHost: string, root: string, logs: string,
 * }} setting
 */
async function runDemo({ gatewayUrl, orchestratorUrl, specFile, mediaHost, root, logs }) {
  const api = new ApiClient(gatewayUrl);
  const spec = await provideSources(api, { specFile, mediaHost, examplesDir: path.join(root, 'examples') });
  const before = await segmentCounts(orchestratorUrl);
  const startedAt = Date.now();
  const { job_id: jobId } = await api.render(spec);
  say(`Job ${jobId}: ${gatewayUrl}/v1/jobs/${jobId}`);
  const job = await waitForTheEnd(api, jobId);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  if (job.status !== 'completed') throw failureOf(job, logs);
  const after = await segmentCounts(orchestratorUrl);
  const segments =
    before && after
      ? `; segments: ${after.made - before.made} rendered, ${after.reused - before.reused} reused`
      : '';
  say(`Completed in ${seconds} s${segments}`);
  for (const warning of job.warnings ?? [])
    say(`Warning: ${typeof warning === 'string' ? warning : JSON.stringify(warning)}`);
  const base = path.basename(specFile, path.extname(specFile));
  for (const output of job.outputs) {
    const file = path.join(root, 'out', localName(output.name, base));
    await downloadOutput(api, output, file);
    say(`${path.relative(root, file)}  ${describeOutput(output)}`);
  }
}

module.exports = { runDemo };
