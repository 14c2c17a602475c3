'use strict';
// Writes the dashboards from their sources. A test compares the two.
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file).code, file);
const { dashboardFiles } = require('./source');

const folder = join(__dirname, 'dashboards');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, text] of dashboardFiles()) writeFileSync(join(folder, name), text);
