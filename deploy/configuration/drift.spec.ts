import { secret } from '@reelmill/config';
import { z } from 'zod';
import { readComposeFile } from '../compose/compose-file';
import { driftOf } from './drift';
import { SERVICES, type ServiceName } from './services';

const shape = {
  PORT: z.coerce.number().int().max(65_535).default(3000),
  FOLDER: z.string(),
  ADDRESS: secret(z.url()),
};

describe('variables of a deployment', () => {
  const right = { FOLDER: '/data', ADDRESS_FILE: '/run/address' };

  it('are right when all that is required is set, also by file or by somebody else', () => {
    expect(driftOf(shape, right)).toEqual([]);
    expect(driftOf(shape, { ...right, FOLDER: undefined, PORT: '' })).toEqual([]);
  });

  it.each([
    [{ ...right, PROT: '1' }, 'PROT: nothing reads it'],
    [{ ...right, FOLDER_FILE: '/x' }, 'FOLDER_FILE: nothing reads it'],
    [{ ...right, PORT: '70000' }, 'PORT: "70000" can\'t be used'],
    [{ ...right, FOLDER: '' }, 'FOLDER: is required'],
    [{ FOLDER: '/data' }, 'ADDRESS: is required'],
    [{ ...right, ADDRESS: 'http://x' }, 'ADDRESS: is set twice, also by ADDRESS_FILE'],
  ])('%j are wrong', (set, problem) => expect(driftOf(shape, set)).toEqual([problem]));
});

describe('in compose', () => {
  const { services } = readComposeFile();
  const names = Object.keys(SERVICES) as ServiceName[];

  it.each(names)('what is set for %s is what it reads, and enough', (name) =>
    expect(driftOf(SERVICES[name], services[name]!.environment!)).toEqual([]),
  );

  it.each(names)('all that %s reads is set or handed through', (name) => {
    const set = Object.keys(services[name]!.environment!).map((each) => each.replace(/_FILE$/, ''));
    expect(set.sort()).toEqual(Object.keys(SERVICES[name]).sort());
  });
});
