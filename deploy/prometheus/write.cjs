'use strict';
// Writes the alert rules from alerts.yaml, for Compose and for the chart. A test compares them.
const { writeFileSync } = require('node:fs');
require('../../scripts/require-typescript.cjs');
const { RULES_FILE, RULES_OF_CHART, readValues, rulesFile } = require('./rules-file');

for (const file of [RULES_FILE, RULES_OF_CHART]) writeFileSync(file, rulesFile(readValues()));
