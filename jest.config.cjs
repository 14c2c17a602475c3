const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

const swc = JSON.parse(readFileSync(resolve(__dirname, '.swcrc'), 'utf8'));
swc.jsc.baseUrl = __dirname;

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch,
  transform: { '^.+\\.(ts|js|mjs)$': ['@swc/jest', swc] },
  // These are ESM only; everything else in node_modules loads as it is.
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|@borewit|@tokenizer|file-type|strtok3|token-types|uint8array-extras)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.reelmill/'],
  moduleNameMapper: { '^@reelmill/(.*)$': '<rootDir>/libs/$1/src/index.ts' },
  ...more,
});

/**
 * `unit` touches nothing outside the process; `integration` and `e2e` need the stack that `npm test` starts. `deploy` reads
 * what `deploy/` ships; `monitoring`, `upgrade` and `images` run it and are not part of `npm test`.
 */
module.exports = {
  // What the real thing takes on two busy cores; a test that hangs still ends.
  testTimeout: 60_000,
  projects: [
    project('unit', ['<rootDir>/{apps,libs,e2e}/**/*.spec.ts']),
    project('integration', ['<rootDir>/{apps,libs}/**/*.integration.ts']),
    project('e2e', ['<rootDir>/e2e/**/*.e2e.ts']),
    project('deploy', ['<rootDir>/deploy/**/*.spec.ts']),
    project('monitoring', ['<rootDir>/deploy/**/*.monitoring.ts']),
    project('upgrade', ['<rootDir>/deploy/**/*.upgrade.ts']),
    project('images', ['<rootDir>/deploy/**/*.images.ts']),
  ],
};
