'use strict';
// Writes the dashboards from their sources, for Compose and for the chart. A test compares them.
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
require('../../scripts/require-typescript.cjs');
const { dashboardFiles } = require('./source');

// Helm reads no file outside its chart.
for (const folder of ['dashboards', '../helm/reelmill/files/dashboards'].map((each) =>
  join(__dirname, each),
)) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of dashboardFiles()) writeFileSync(join(folder, name), text);
}
