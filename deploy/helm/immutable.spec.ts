import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breakChart } from './testing/broken-charts';
import { CHART, render } from './testing/chart';
import { refusals, snapshot } from './testing/immutable';
import { releases } from './testing/releases';

/** Examples of a release with the values of then. */
const installations = releases().flatMap(({ version, values, immutable }) =>
  readdirSync(values).map((file) => {
    const example = file.replace(/\.yaml$/, '');
    return { version, folder: values, example, released: immutable[example] ?? {} };
  }),
);
const released = (wanted: string) => installations.find(({ example }) => example === wanted)?.released ?? {};

it.each(installations)(
  '$example of $version can be upgraded with the values of then',
  ({ folder, example, released: before }) => {
    expect(refusals(before, snapshot(render(example, { folder })))).toEqual([]);
  },
);

it.each(installations)('of $example of $version every workload and service is known', (installation) => {
  const kinds = Object.keys(installation.released).map((name) => name.split('/')[0]);
  expect(kinds.filter((kind) => kind === 'Deployment')).toHaveLength(6);
  expect(kinds).toContain('Service');
  if (installation.example !== 'trial') return;
  expect(kinds).toContain('PersistentVolumeClaim');
  expect(kinds.filter((kind) => kind === 'StatefulSet')).toHaveLength(2);
});

it('a release has the values of each way to install', () => {
  for (const { values, immutable } of releases())
    expect(Object.keys(immutable).map((example) => `${example}.yaml`)).toEqual(readdirSync(values));
});

describe('a value that is fixed at install', () => {
  const CLAIM = 'PersistentVolumeClaim/reelmill-objects';
  /** Another value than that of the trial, and what it would change that can't change. */
  const OTHERS: Record<string, [values: object, refusal: string]> = {
    nameOverride: [{ nameOverride: 'mill' }, 'Deployment/reelmill-gateway: selector'],
    fullnameOverride: [{ fullnameOverride: 'video' }, `${CLAIM}: is gone`],
    'objects.readWriteMany': [
      { objects: { readWriteMany: true, singleNode: false } },
      `${CLAIM}: accessModes`,
    ],
    'objects.existingClaim': [{ objects: { existingClaim: 'other' } }, `${CLAIM}: is gone`],
    'objects.storageClass': [{ objects: { storageClass: 'other' } }, `${CLAIM}: storageClassName`],
    ...Object.fromEntries(
      ['postgres', 'rabbitmq'].flatMap((server) =>
        [{ storageClass: 'other' }, { size: '33Gi' }].map((value) => [
          `trial.${server}.${Object.keys(value)[0]}`,
          [{ trial: { [server]: value } }, `StatefulSet/reelmill-${server}: volumeClaimTemplates`],
        ]),
      ),
    ),
  };

  it.each(Object.entries(OTHERS))('is %s', (_, [values, refusal]) => {
    expect(refusals(snapshot(render('trial')), snapshot(render('trial', { values })))).toContain(refusal);
  });

  it('is described as that, and no other is', () => {
    expect(fixedValues(readSchema()).sort()).toEqual(Object.keys(OTHERS).sort());
  });
});

describe('a chart is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('that has the version in a selector', () => {
    const chart = breakChart('the version in a selector', folder);
    expect(refusals(released('minimal'), snapshot(render('minimal', { chart })))).toEqual(
      ['gateway', 'orchestrator', 'analyzer', 'renderer', 'storage', 'transcriber'].map(
        (name) => `Deployment/reelmill-${name}: selector`,
      ),
    );
  });

  it('that has another service name of a StatefulSet', () => {
    const chart = breakChart('another service name of a StatefulSet', folder);
    expect(refusals(released('trial'), snapshot(render('trial', { chart })))).toEqual([
      'StatefulSet/reelmill-postgres: serviceName',
      'StatefulSet/reelmill-rabbitmq: serviceName',
    ]);
  });

  it('that mounts the volume of the store otherwise', () => {
    const chart = breakChart('a volume that is mounted otherwise', folder);
    expect(refusals(released('trial'), snapshot(render('trial', { chart })))).toEqual([
      'PersistentVolumeClaim/reelmill-objects: accessModes',
    ]);
  });

  it('that loses the volume of the store', () => {
    const now = snapshot(render('minimal', { values: { objects: { existingClaim: 'other' } } }));
    expect(refusals(released('minimal'), now)).toEqual(['PersistentVolumeClaim/reelmill-objects: is gone']);
  });
});

interface Described {
  description?: string;
  properties?: Record<string, Described>;
}

function readSchema(): Described {
  return JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as Described;
}

/** Paths below `one` of what is described as fixed at install. */
function fixedValues({ properties = {} }: Described, path: string[] = []): string[] {
  return Object.entries(properties).flatMap(([key, below]) => {
    const own = [...path, key];
    const fixed = below.description?.includes('Fixed at install') ? [own.join('.')] : [];
    return [...fixed, ...fixedValues(below, own)];
  });
}
