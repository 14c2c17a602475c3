import type { DataSource } from 'typeorm';
import { openTestDatabase, renderer } from '../../test/records';
import { recordWorkers } from '../watch-workers/record-workers';
import { currentBuilds } from './engines';

describe('currentBuilds', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const [OLD, NEW] = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'];
  const start = (build: string, slots: number) => recordWorkers(source.manager, [renderer({ build, slots })]);
  const chosen = async () => (await currentBuilds(source.manager)).renderer?.build;

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterEach(() => source.query('TRUNCATE workers'));
  afterAll(() => close());

  it('plans for the build with the most living slots, the newer among equals', async () => {
    await start(OLD, 4);
    await start(NEW, 2);
    expect(await chosen()).toBe(OLD);
    await start(NEW, 2);
    expect(await chosen()).toBe(NEW);
  });

  it('does not count workers that stopped or fell silent, unless there are no others', async () => {
    await start(OLD, 8);
    await source.query('UPDATE workers SET gone_at = now()');
    expect(await chosen()).toBe(OLD);
    await start(NEW, 1);
    expect(await chosen()).toBe(NEW);
  });

  it('knows of no build where no worker was ever seen', async () => {
    expect(await currentBuilds(source.manager)).toEqual({});
  });
});
