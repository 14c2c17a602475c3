'use strict';
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { StackError, say } = require('../stack/log.cjs');
const { ApiClient } = require('./api.cjs');
const { segmentCounts } = require('./metrics.cjs');
const { describeOutput, downloadOutput, localName } = require('./outputs.cjs');
const { progressBar } = require('./progress.cjs');
const { localSources, makeMissingMedia, mapLocalSources, readSpec } = require('./spec-file.cjs');

const pollEveryMs = 250;

/**
 * Uploads the spec's local files and puts their asset addresses in their place.
 * @param {ApiClient} api
 * @param {string} specFile
 * @param {string} examplesDir
 */
async function uploadSources(api, specFile, examplesDir) {
  const spec = readSpec(specFile);
  const sources = localSources(spec);
  const fileOf = (/** @type {string} */ src) => path.resolve(path.dirname(specFile), src);
  await makeMissingMedia(sources.map(fileOf), examplesDir);
  /** @type {Map<string, string>} */
  const assets = new Map();
  for (const src of sources) assets.set(src, (await api.uploadAsset(fileOf(src))).src);
  if (sources.length > 0) say(`Uploaded ${sources.length} files: ${sources.join(', ')}`);
  return mapLocalSources(spec, (src) => assets.get(src) ?? src);
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
 * @param {{ gatewayUrl: string, orchestratorUrl: string, specFile: string, root: string, logs: string }} setting
 */
async function runDemo({ gatewayUrl, orchestratorUrl, specFile, root, logs }) {
  const api = new ApiClient(gatewayUrl);
  const spec = await uploadSources(api, specFile, path.join(root, 'examples'));
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
