import nx from '@nx/eslint-plugin';
import redos from 'eslint-plugin-redos';
import tseslint from 'typescript-eslint';

/** Who may import whom; what is not listed is forbidden. `testing` is a leaf that only tests import. */
const mayImport = (sourceTag, libs, rest = {}) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [...libs, 'testing'].map((lib) => `lib:${lib}`),
  ...rest,
});
const platform = ['contracts', 'config', 'observability', 'messaging'];
const nest = ['@nestjs/*'];
const database = ['typeorm', '@nestjs/typeorm', 'pg'];
const broker = ['amqplib'];

const boundaries = [
  mayImport('lib:contracts', [], { allowedExternalImports: ['zod', 'fastest-levenshtein', 'fast-check'] }),
  mayImport('lib:config', [], { allowedExternalImports: ['zod'] }),
  mayImport('lib:timeline', ['contracts'], { bannedExternalImports: [...nest, ...database, ...broker] }),
  mayImport('lib:workflow', ['contracts', 'timeline'], {
    bannedExternalImports: [...nest, ...database, ...broker],
  }),
  mayImport('lib:typesetting', ['contracts'], { bannedExternalImports: [...nest, ...database, ...broker] }),
  mayImport('lib:media', ['contracts'], { bannedExternalImports: [...nest, ...database, ...broker] }),
  mayImport('lib:speech', ['contracts', 'media'], {
    bannedExternalImports: [...nest, ...database, ...broker],
  }),
  mayImport('lib:safe-fetch', ['contracts'], { bannedExternalImports: [...nest, ...database, ...broker] }),
  mayImport('lib:objects', ['contracts'], { bannedExternalImports: [...nest, ...database, ...broker] }),
  mayImport('lib:observability', ['config'], { bannedExternalImports: [...database, ...broker] }),
  mayImport('lib:messaging', ['contracts', 'config', 'observability'], {
    bannedExternalImports: [...nest, ...database],
  }),
  mayImport('lib:worker', platform, { bannedExternalImports: [...database, ...broker] }),
  mayImport('lib:persistence', ['contracts', 'config', 'observability'], { bannedExternalImports: broker }),
  { sourceTag: 'lib:testing', onlyDependOnLibsWithTags: [] },
  mayImport('app:gateway', [...platform, 'persistence', 'objects', 'typesetting'], {
    bannedExternalImports: broker,
  }),
  mayImport('app:orchestrator', [...platform, 'persistence', 'workflow', 'timeline', 'typesetting'], {
    bannedExternalImports: broker,
  }),
  mayImport('kind:e2e', []),
  mayImport('kind:deploy', ['contracts', 'config', 'observability']),
  mayImport(
    'kind:worker',
    [...platform, 'worker', 'objects', 'media', 'speech', 'typesetting', 'safe-fetch'],
    {
      bannedExternalImports: [...database, ...broker],
    },
  ),
];

const houseRules = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/consistent-type-imports': 'off',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-extraneous-class': 'off',
  '@typescript-eslint/no-confusing-void-expression': 'off',
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.reelmill/**', 'out/**'] },
  {
    files: ['{apps,libs}/**/*.ts', '{e2e,deploy}/**/*.ts', 'bench/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx, redos },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...houseRules,
      // Texts of callers are megabytes: a pattern must take time in proportion to them.
      'redos/no-vulnerable': ['error', { ignoreErrors: false, timeout: 60_000 }],
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints: boundaries },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@reelmill/testing',
              message: 'Only tests (*.spec.ts, *.integration.ts, e2e) import testing.',
            },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only config.ts files and the config lib read the environment.',
        },
      ],
    },
  },
  {
    files: [
      '**/*.spec.ts',
      '**/*.integration.ts',
      '{e2e,deploy}/**/*.ts',
      '{apps,libs}/*/test/**/*.ts',
      'libs/testing/**/*.ts',
    ],
    rules: {
      'no-restricted-imports': 'off',
      'no-restricted-properties': 'off',
      'max-lines': 'off',
      'redos/no-vulnerable': 'off',
    },
  },
  {
    // They run inside the copied services, in the place of a service's own code.
    files: ['e2e/chaos/seams/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // It says what can be set and what is fixed, which only the apps and libs themselves know.
    files: ['deploy/configuration/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: ['libs/config/**/*.ts', '**/config.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['scripts/**/*.cjs', 'jest.config.cjs'], languageOptions: { sourceType: 'commonjs' } },
);
