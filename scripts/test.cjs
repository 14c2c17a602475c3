'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { buildImages } = require('./images/build-images.cjs');
const { readJson, writeJson } = require('./stack/json-files.cjs');
const { runEntryPoint } = require('./stack/lifecycle.cjs');
const { say } = require('./stack/log.cjs');
const { prepare } = require('./stack/prepare.cjs');
const { pollUntil } = require('./stack/readiness.cjs');
const { startStack } = require('./stack/stack.cjs');
const { checkout, endLeftoversUnder, openState } = require('./stack/state.cjs');
const { ensureTools } = require('./tools/index.cjs');

const stateDir = path.join(checkout, '.reelmill', 'test');
const resultsFile = path.join(checkout, '.reelmill', 'test-results.json');
const stackFile = path.join(stateDir, 'stack.json');
/** Where tests keep the stacks that they bring up themselves, one folder each. */
const ownStacksDir = path.join(stateDir, 'stacks');

const exitLimitMs = 15_000;
let leaks = 0;

/**
 * A suite that could not run counts as a failed test; without results, so does the run.
 * @param {any} results what Jest wrote, undefined when it wrote nothing
 */
function countTests(results) {
  if (!results) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites + leaks,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

function countLine() {
  const { passed, failed, skipped } = countTests(readJson(resultsFile));
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

const everyCommit = ['unit', 'integration', 'e2e', 'deploy'];
/** What the tests of a project need beside the stack; `images` needs the images. */
const toolsOf = { deploy: ['helm', 'prometheus'], monitoring: ['helm', 'prometheus'] };

/** @param {string[]} asked what came after `npm test --` */
function selectedProjects(asked) {
  const at = asked.findIndex((word) => /^--selectProjects(=|$)/.test(word));
  if (at < 0) return everyCommit;
  const [, joined] = /** @type {string} */ (asked[at]).split('=');
  if (joined) return [joined];
  const words = asked.slice(at + 1);
  const end = words.findIndex((word) => word.startsWith('-'));
  return end < 0 ? words : words.slice(0, end);
}

/** @param {string[]} asked what came after `npm test --` */
function jestArguments(asked) {
  const projects = selectedProjects(asked) === everyCommit ? ['--selectProjects', ...everyCommit] : [];
  return [...asked, ...projects, '--ci', '--json', `--outputFile=${resultsFile}`];
}

/**
 * @param {import('./stack/state.cjs').StackState} state
 * @param {import('./stack/lifecycle.cjs').Life} life
 */
async function runJest(state, life) {
  const asked = process.argv.slice(2);
  const projects = selectedProjects(asked);
  if (projects.includes('images')) await buildImages(state);
  const needed = projects.flatMap((project) => toolsOf[/** @type {keyof toolsOf} */ (project)] ?? []);
  const tools = await ensureTools(state, [...new Set(needed)]);
  const { broker, urls, stop } = await startStack({
    state,
    broker: process.env.AMQP_URL || 'private',
    database: process.env.DATABASE_URL || 'private',
    services: [],
    temporary: true,
  });
  life.onEnd(stop);
  writeJson(stackFile, {
    amqpUrl: urls.amqp,
    databaseUrl: urls.database,
    rabbitmq: broker?.facts,
    ownStacksDir,
  });
  const jest = path.join(checkout, 'node_modules', 'jest', 'bin', 'jest.js');
  const run = state.processes.spawn('jest', [process.execPath, jest, ...jestArguments(asked)], {
    cwd: checkout,
    env: {
      ...process.env,
      ...tools,
      AMQP_URL: urls.amqp,
      DATABASE_URL: urls.database,
      REELMILL_STACK: stackFile,
    },
    inheritOutput: true,
    ownerOnly: false,
  });
  return Promise.race([run.exited, leakIsSeen(run)]);
}

/**
 * Jest waits for ever for a connection or a process that a test left open; here that fails the run.
 * @param {import('./stack/processes.cjs').ManagedProcess} jest
 */
async function leakIsSeen(jest) {
  await pollUntil(() => fs.existsSync(resultsFile), {
    timeoutMs: Infinity,
    everyMs: 500,
    giveUp: () => !jest.alive(),
  });
  const exited = await pollUntil(() => !jest.alive(), { timeoutMs: exitLimitMs });
  if (exited) return jest.exited;
  leaks = 1;
  say(
    `Jest has not ended ${exitLimitMs / 1000} s after its results: a test left a connection or a process open.`,
  );
  return 1;
}

runEntryPoint(
  async (life) => {
    fs.rmSync(resultsFile, { force: true });
    const state = await openState({ stateDir });
    life.onEnd(() => state.close());
    await endLeftoversUnder(ownStacksDir);
    life.onEnd(() => endLeftoversUnder(ownStacksDir));
    await prepare(state);
    const code = await runJest(state, life);
    const { passed, failed } = countTests(readJson(resultsFile));
    return code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
  },
  { lastWords: () => say(countLine()) },
);
