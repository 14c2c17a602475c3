import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createVhost, type BrokerNamespace } from '@reelmill/testing';
import { connect } from 'amqplib';
import { childrenOf, descendantsOf, isAlive } from './harness/process-table';
import { newStackFolder, scripts, type ServiceProcess, type StackState } from './harness/stack';
import { until } from './harness/until';

jest.setTimeout(180_000);

describe('the local stack', () => {
  let dir: string;
  beforeEach(() => {
    dir = newStackFolder();
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  describe('with one service', () => {
    let vhost: BrokerNamespace;
    let state: StackState;
    let storage: ServiceProcess;
    beforeEach(async () => {
      vhost = await createVhost({ queues: [] });
      state = await scripts.openState({ stateDir: dir });
      const env = { DRAIN_SECONDS: '1' };
      const options = { names: ['storage'], amqpUrl: vhost.url, env };
      ({ storage } = await scripts.startServices(state, options));
    });
    afterEach(async () => {
      await state.close();
      await vhost.remove();
    });

    it('stops also when that heeds no signal but SIGKILL', async () => {
      const { pid } = storage;
      // Stopped, it hears as little as one whose event loop is blocked.
      process.kill(pid!, 'SIGSTOP');
      await state.close();
      expect(isAlive(pid!)).toBe(false);
    });

    it('starts what ended by itself again and says so, until it is stopped', async () => {
      const postgres = await scripts.startPostgres(state, { fresh: true, fsync: false });
      const told: string[] = [];
      const tell = (line: string): void => void told.push(line);
      const kept = [storage, postgres].map((part) => scripts.keepRunning(state, part, { tell }));
      const killed = [storage.pid, postgres.pid];
      await Promise.all([storage.kill(), postgres.kill()]);
      await until(() =>
        told.filter((line) => line.endsWith(': ready again')).length === 2 ? true : undefined,
      );
      expect(killed).not.toContain(storage.pid);
      expect(killed).not.toContain(postgres.pid);
      expect(await storage.ready()).toBe(true);
      expect(told).toContainEqual(expect.stringMatching(/^storage: ended by SIGKILL, starts again in 1 s/));

      await postgres.remove();
      await state.close();
      await Promise.all(kept);
      expect(isAlive(storage.pid!)).toBe(false);
    });
  });

  it('waits longer each time before it starts something again, up to 30 s, and anew after a minute of life', () => {
    const quickly = (waitedMs: number): number => scripts.nextWaitMs({ waitedMs, livedMs: 59_999 });
    expect([0, 1000, 2000, 4000, 8000, 16_000, 30_000].map(quickly)).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(scripts.nextWaitMs({ waitedMs: 30_000, livedMs: 60_000 })).toBe(1000);
  });

  it('closes to others what an earlier version left open in its folder', async () => {
    const object = join(dir, 'objects', 'assets', 'ab', 'cdef');
    mkdirSync(dirname(object), { recursive: true });
    writeFileSync(object, 'bytes');
    chmodSync(dir, 0o755);
    const state = await scripts.openState({ stateDir: dir });
    await state.close();
    expect(openToOthers(dir)).toEqual([]);
    expect(readFileSync(object, 'utf8')).toBe('bytes');
  });

  describe('started by a script', () => {
    let script: ChildProcess;
    let urls: { amqp: string; database: string };
    let folder: string;
    beforeAll(async () => {
      folder = newStackFolder();
      script = spawn(process.execPath, ['-e', startScript(folder)], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      [urls] = (await once(script, 'message')) as [typeof urls];
    });
    afterAll(() => {
      script.kill('SIGKILL');
      const { data } = JSON.parse(readFileSync(join(folder, 'postgres.json'), 'utf8')) as { data: string };
      for (const left of [data, folder]) rmSync(left, { recursive: true, force: true });
    });

    it('keeps what it writes for its user alone', () => {
      const { data } = JSON.parse(readFileSync(join(folder, 'postgres.json'), 'utf8')) as { data: string };
      expect([...openToOthers(folder), ...openToOthers(data)]).toEqual([]);
    });

    it('has a broker with credentials of its own, and no guest', async () => {
      const own = await connect(urls.amqp);
      await own.close();
      const guest = Object.assign(new URL(urls.amqp), { username: 'guest', password: 'guest' });
      await expect(connect(guest.href)).rejects.toThrow('ACCESS_REFUSED');
    });

    it('tells its passwords to no log and not to ports.json', () => {
      const passwords = [urls.amqp, urls.database].map((url) => new URL(url).password);
      const logs = readdirSync(join(folder, 'logs')).map((name) => join(folder, 'logs', name));
      for (const file of [...logs, join(folder, 'ports.json')])
        for (const password of passwords) expect(readFileSync(file, 'utf8')).not.toContain(password);
      expect(logs.length).toBeGreaterThan(3);
    });

    it('leaves nothing behind when that is killed', async () => {
      const processes = descendantsOf(script.pid!);
      const [service] = childrenOf(script.pid!, 'node');
      process.kill(service!, 'SIGSTOP');
      script.kill('SIGKILL');
      await until(() => (processes.some(isAlive) ? undefined : true));
      // epmd, the broker, Postgres with a process for each connection, a service.
      expect(processes.length).toBeGreaterThan(5);
    });
  });
});

/** What somebody else on the machine could read, write or enter, of a folder and all that is in it. */
function openToOthers(entry: string): string[] {
  const stat = lstatSync(entry);
  const inside = stat.isDirectory()
    ? readdirSync(entry).flatMap((name) => openToOthers(join(entry, name)))
    : [];
  return (stat.mode & 0o077) === 0 ? inside : [entry, ...inside];
}

/** Starts a broker, a database and a service, tells its parent the addresses when they are up, and stays. */
function startScript(stateDir: string): string {
  const options = JSON.stringify({ stateDir, temporary: true, services: ['orchestrator'] });
  const index = JSON.stringify(resolve(__dirname, '..', 'scripts', 'stack', 'index.cjs'));
  return `require(${index}).startStack(${options}).then(({ urls }) => { process.send(urls); setInterval(() => {}, 1000); })`;
}
