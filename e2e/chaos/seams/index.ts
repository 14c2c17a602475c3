import type { Patch } from '../copy/patch';
import { POINTS } from './points';

/** What only these runs need of the services: work that costs nothing, and jobs of several owners. */
export const SEAMS: readonly Patch[] = [
  {
    name: 'noop-command',
    edits: [
      {
        in: 'libs/contracts/src',
        find: /const COMMANDS = \[/,
        replace: `const { z: noopZ } = require('zod');
const noops = ['analyzer', 'transcriber', 'renderer', 'storage'].map((owner) => (0, _command.command)('noop.' + owner, {
  owner, version: 1, payload: noopZ.any(), reply: noopZ.any(), limitMs: 60000, keyed: owner !== 'storage' }));
const COMMANDS = [
    ...noops,`,
      },
    ],
  },
  {
    name: 'noop-workers',
    edits: (['analyzer', 'transcriber', 'renderer', 'storage'] as const).map((pool) => ({
      in: `apps/${pool}/src`,
      find: /\(0, _common\.Module\)\(\{\s*controllers: \[/,
      replace: `$& require('../../../e2e/chaos/seams/noop.handler').noopHandlerOf('${pool}'),`,
    })),
  },
  {
    name: 'noop-engines',
    edits: [
      {
        in: 'libs/worker/src',
        find: /const build = \(0, _contracts\.buildOf\)\(engines\);/,
        replace: "if (service !== 'storage') engines = { ...engines, ['noop.' + service]: 'noop' };\n    $&",
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
        replace: `if (job.type === 'noop') return require('../../../../e2e/chaos/seams/plan-noop').planNoop(job, builds);
    $&`,
      },
    ],
  },
  {
    // Half a minute and more, for which a run has no time to wait.
    name: 'short-leases',
    edits: [
      { in: 'apps/orchestrator/src/transitions', find: /CLAIM_SECONDS = 75;/, replace: 'CLAIM_SECONDS = 8;' },
      {
        in: 'libs/persistence/src',
        find: /idle_in_transaction_session_timeout: 15_000/,
        replace: 'idle_in_transaction_session_timeout: 8_000',
      },
      { in: 'libs/media/src', find: /DEFAULT_STALL_MS = 60_000;/, replace: 'DEFAULT_STALL_MS = 15_000;' },
    ],
  },
  ...POINTS,
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
