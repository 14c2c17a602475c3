import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CompilerProcess } from './compiler-process';

const child = join(__dirname, '../../test/planning-child.cjs');
const built = join(__dirname, '../../../../dist/apps/orchestrator/src/plan-jobs/compiler-process.js');
const job = (input: unknown) => ({ id: 'j', type: 'render', priority: 5, input, requests: 0, tasks: [] });
const limits = { limitMs: 50_000, memoryMiB: 1024 };

describe('the compiling child', () => {
  it('sees no address of a server and no secret', async () => {
    process.env.DATABASE_URL ??= 'postgres://secret';
    const compiler = new CompilerProcess(child);
    await compiler.ready();
    await compiler.ask({ job: job({ hostile: 'shows' }), builds: {} }, limits);
    await compiler.stop();
    const seen = Object.keys(JSON.parse(compiler.lastWords) as object);
    expect(seen.filter((name) => !/^(NODE_CHANNEL_|DISABLE_SYSTEM_FONTS_LOAD)/.test(name)).sort()).toEqual([
      'LC_ALL',
      'PATH',
    ]);
  });

  it('dies with its parent, also while it is busy', async () => {
    const script = `
      const { CompilerProcess } = require(${JSON.stringify(built)});
      const compiler = new CompilerProcess(${JSON.stringify(child)});
      void compiler.ready().then(() => {
        void compiler.ask(${JSON.stringify({ job: job({ hostile: 'hangs' }), builds: {} })}, ${JSON.stringify(limits)});
        process.send(compiler.child.pid);
      });`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [pid] = (await once(parent, 'message')) as [number];
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    while (existsSync(`/proc/${pid}`)) await new Promise(setImmediate);
  });
});
