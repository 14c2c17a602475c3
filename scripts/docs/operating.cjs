'use strict';
// Writes what the code says into docs/operating.md. A test compares the two.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
require('../require-typescript.cjs');
const { operatingPage } = require('../../deploy/configuration/operating-page');

const page = join(__dirname, '..', '..', 'docs', 'operating.md');
writeFileSync(page, operatingPage(readFileSync(page, 'utf8')));
