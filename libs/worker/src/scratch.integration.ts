import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Scratch } from './scratch';

const makeDirectory = (): string => mkdtempSync(join(tmpdir(), 'scratch-'));

const leaveBehind = (directory: string, boot: string, pid: number | undefined): void => {
  mkdirSync(join(directory, boot, 'task'), { recursive: true });
  if (pid !== undefined) writeFileSync(join(directory, boot, 'pid'), String(pid));
};

describe('Scratch', () => {
  it('gives an empty folder and removes it afterwards, also after a failure', async () => {
    const scratch = new Scratch(makeDirectory(), 'boot');
    await scratch.open();
    let seen = '';
    const failing = scratch.with('task', (folder) => {
      seen = folder;
      writeFileSync(join(folder, 'half-done'), 'x');
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(seen)).toBe(false);
    await scratch.with('task', (folder) => Promise.resolve(expect(readdirSync(folder)).toEqual([])));
  });

  it('gives a run another folder than an earlier run of the same task that goes on', async () => {
    const scratch = new Scratch(makeDirectory(), 'boot');
    await scratch.open();
    await scratch.with('task', async (first) => {
      writeFileSync(join(first, 'of-the-first'), 'x');
      await scratch.with('task', (second) => Promise.resolve(expect(readdirSync(second)).toEqual([])));
      expect(readdirSync(first)).toEqual(['of-the-first']);
    });
  });

  it('clears what processes that are gone left behind, and nothing else', async () => {
    const directory = makeDirectory();
    leaveBehind(directory, 'of-the-dead', spawnSync('true').pid);
    leaveBehind(directory, 'of-the-living', process.ppid);
    leaveBehind(directory, 'of-a-stranger', undefined);
    const scratch = new Scratch(directory, 'own');
    await scratch.open();
    expect(readdirSync(directory).sort()).toEqual(['of-a-stranger', 'of-the-living', 'own']);
    await scratch.close();
    expect(readdirSync(directory)).not.toContain('own');
  });

  it('clears what it left behind itself before its container was started again, where it is always process 1', async () => {
    const directory = makeDirectory();
    leaveBehind(directory, 'of-an-earlier-start', process.pid);
    await new Scratch(directory, 'own').open();
    expect(readdirSync(directory)).toEqual(['own']);
  });
});
