'use strict';
// The compiling child of the build, with hostile jobs: their input says what planning them does to the process.
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

const built = resolve(__dirname, '../../../dist/apps/orchestrator/src/plan-jobs/compiling-child.js');
const taken = [];

process.on('message', ({ job }) => {
  const { hostile, until } = job.input;
  if (hostile === 'hangs') for (;;) if (until && existsSync(until)) break;
  if (hostile === 'grows') for (;;) taken.push(Buffer.alloc(16 * 2 ** 20, 1));
  if (hostile === 'ends') process.exit(3);
  if (hostile === 'shows') process.stderr.write(JSON.stringify(process.env));
});
require(built);
