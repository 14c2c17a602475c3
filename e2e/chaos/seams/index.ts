import type { Patch } from '../copy/patch';

/** What only these runs need of the services: work that costs nothing, and jobs of several owners. */
export const SEAMS: readonly Patch[] = [
  {
    name: 'noop-command',
    edits: [
      {
        in: 'libs/contracts/src',
        find: /const COMMANDS = \[/,
        replace: `const { z: noopZ } = require('zod');
const noopRun = (0, _command.command)('noop.run', {
  owner: 'storage', version: 1, payload: noopZ.any(), reply: noopZ.any(), limitMs: 60000, keyed: false });
const COMMANDS = [
    noopRun,`,
      },
    ],
  },
  {
    name: 'noop-worker',
    edits: [
      {
        in: 'apps/storage/src',
        find: /_ingestassethandler\.IngestAssetHandler(?=[\s,\]])/,
        replace:
          "_ingestassethandler.IngestAssetHandler, require('../../../e2e/chaos/seams/noop.handler').NoopHandler",
      },
    ],
  },
  {
    name: 'noop-job',
    edits: [
      {
        in: 'apps/gateway/src',
        find: /function parseJobRequest\(body, .*\) \{/,
        replace: `$&
    if (body?.type === 'noop')
      return { ok: true, request: { type: 'noop', input: body.input, priority: body.priority ?? 5 } };`,
      },
      {
        in: 'apps/orchestrator/src',
        find: /if \(job\.type !== 'render'\) \{/,
        replace: `if (job.type === 'noop') return require('../../../../e2e/chaos/seams/plan-noop').planNoop(job);
    $&`,
      },
    ],
  },
  {
    // The trace id that a caller may choose carries the owner: see load/trace.ts.
    name: 'owner',
    edits: [
      {
        in: 'apps/gateway/src',
        find: /VALUES \(\$1, \$2, 'default'(?=.*\$6)/,
        replace: "VALUES ($1, $2, 'owner-' || substr($6::text, 8, 2)",
      },
    ],
  },
];
