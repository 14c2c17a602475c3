import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breakChart } from './testing/broken-charts';
import { CHART, render } from './testing/chart';
import { refusals, snapshot, type Snapshot } from './testing/immutable';

/** Immutable fields of the chart's last release, by example; a release adds a file and this name. */
const RELEASED = '0.1.0';
const released = JSON.parse(readFileSync(join(__dirname, 'released', `${RELEASED}.json`), 'utf8')) as Record<
  string,
  Snapshot
>;

it.each(Object.keys(released))('an installation of %s can be upgraded from the last release', (example) => {
  expect(refusals(released[example] ?? {}, snapshot(render(example)))).toEqual([]);
});

it('the snapshot holds every workload, volume and service of the release', () => {
  const kinds = Object.keys(released['trial'] ?? {}).map((name) => name.split('/')[0]);
  expect(kinds.filter((kind) => kind === 'Deployment')).toHaveLength(6);
  expect(kinds.filter((kind) => kind === 'StatefulSet')).toHaveLength(2);
  expect(kinds).toContain('PersistentVolumeClaim');
  expect(kinds).toContain('Service');
});

describe('a value that is fixed at install', () => {
  /** Another value than that of the trial. */
  const OTHERS: Record<string, object> = {
    nameOverride: { nameOverride: 'video' },
    fullnameOverride: { fullnameOverride: 'video' },
    'objects.readWriteMany': { objects: { readWriteMany: true, singleNode: false } },
    'objects.singleNode': { objects: { readWriteMany: true, singleNode: false } },
    'objects.existingClaim': { objects: { existingClaim: 'other' } },
    'objects.storageClass': { objects: { storageClass: 'other' } },
    ...Object.fromEntries<object>(
      ['postgres', 'rabbitmq'].flatMap((server) => [
        [`trial.${server}.storageClass`, { trial: { [server]: { storageClass: 'other' } } }],
        [`trial.${server}.size`, { trial: { [server]: { size: '33Gi' } } }],
      ]),
    ),
  };

  it.each(Object.entries(OTHERS))('is %s', (_, values) => {
    expect(refusals(snapshot(render('trial')), snapshot(render('trial', { values })))).not.toEqual([]);
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
    expect(refusals(released['minimal'] ?? {}, snapshot(render('minimal', { chart })))).toEqual(
      ['gateway', 'orchestrator', 'analyzer', 'renderer', 'storage', 'transcriber'].map(
        (name) => `Deployment/reelmill-${name}: selector`,
      ),
    );
  });

  it('that has another service name of a StatefulSet', () => {
    const chart = breakChart('another service name of a StatefulSet', folder);
    expect(refusals(released['trial'] ?? {}, snapshot(render('trial', { chart })))).toEqual([
      'StatefulSet/reelmill-postgres: serviceName',
      'StatefulSet/reelmill-rabbitmq: serviceName',
    ]);
  });

  it('that mounts the volume of the store otherwise', () => {
    const chart = breakChart('a volume that is mounted otherwise', folder);
    expect(refusals(released['trial'] ?? {}, snapshot(render('trial', { chart })))).toEqual([
      'PersistentVolumeClaim/reelmill-objects: accessModes',
    ]);
  });

  it('that loses the volume of the store', () => {
    const now = snapshot(render('minimal', { values: { objects: { existingClaim: 'other' } } }));
    expect(refusals(released['minimal'] ?? {}, now)).toEqual([
      'PersistentVolumeClaim/reelmill-objects: is gone',
    ]);
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
