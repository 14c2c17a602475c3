'use strict';
/**
 * `npm run chaos` and `npm run chaos:soak`: builds the services and this folder, then runs it. Its state is in `CHAOS_DIR`,
 * by default `.reelmill/chaos`.
 */
const path = require('node:path');
const scripts = path.resolve(__dirname, '..', '..', 'scripts', 'stack');
const { runEntryPoint } = require(path.join(scripts, 'lifecycle.cjs'));
const { StackError } = require(path.join(scripts, 'log.cjs'));
const { prepare } = require(path.join(scripts, 'prepare.cjs'));
const { checkout, openState } = require(path.join(scripts, 'state.cjs'));

/** @param {import('../../scripts/stack/state.cjs').StackState} state */
async function compile(state) {
  const logFile = path.join(state.logs, 'compile.log');
  const swc = path.join(checkout, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const skipped = '**/*.spec.ts,**/*.e2e.ts';
  const command = [process.execPath, swc, 'e2e/chaos', '-d', 'dist', '--ignore', skipped];
  const code = await state.processes.run('swc', command, { cwd: checkout, logFile, ownerOnly: false });
  if (code !== 0) throw new StackError('e2e/chaos did not compile.', { logFile, remedy: 'see the errors' });
}

runEntryPoint(async (life) => {
  const stateDir = process.env.CHAOS_DIR || path.join(checkout, '.reelmill', 'chaos');
  const state = await openState({ stateDir });
  life.onEnd(() => state.close());
  await prepare(state);
  await compile(state);
  const { main } = require(path.join(checkout, 'dist', 'e2e', 'chaos', 'main.js'));
  return main(state, process.argv.slice(2), life);
});
