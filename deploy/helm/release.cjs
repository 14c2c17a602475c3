'use strict';
// Keeps the examples of the chart's version, and what can't change of what it makes of them, in released/<version>.
const { cpSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');
require('../../scripts/require-typescript.cjs');
const { CHART, EXAMPLES, exampleNames, render } = require('./testing/chart');
const { snapshot } = require('./testing/immutable');
const { releaseFolder } = require('./testing/releases');

const { version } = parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8'));
const folder = releaseFolder(version);
rmSync(folder, { recursive: true, force: true });
cpSync(EXAMPLES, join(folder, 'values'), { recursive: true });
const immutable = Object.fromEntries(exampleNames().map((name) => [name, snapshot(render(name))]));
writeFileSync(join(folder, 'immutable.json'), `${JSON.stringify(immutable, undefined, 2)}\n`);
