import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART, ofKind, render } from './testing/chart';
import { freeNames, kindsOf, overlay, type Schema } from './testing/free-names';

describe('names of Services, which begin with a letter and have no dot,', () => {
  it.each(['2d', 'video.1'])('are refused where the release is %s', (release) => {
    expect(() => render('minimal', { release })).toThrow(
      `no Service can be named ${release}-reelmill-gateway: set fullnameOverride`,
    );
  });

  it('are taken where the values say another name', () => {
    const values = { fullnameOverride: 'video' };
    expect(ofKind(render('minimal', { values, release: '2d' }), 'Service')[0]?.metadata.name).toMatch(
      /^video-/,
    );
  });

  it('may have a name in them that begins with a digit', () => {
    const values = { nameOverride: '4k' };
    expect(ofKind(render('minimal', { values }), 'Service')[0]?.metadata.name).toMatch(/^reelmill-4k-/);
  });
});

describe('a name that YAML would read as something else', () => {
  const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as Schema;
  /** All names at once, with all that takes one turned on; a claim of the chart's own and one of others exclude each other. */
  const all = (name: (path: string) => string) => {
    const named = freeNames(schema, name);
    const on = { enabled: true };
    const more = {
      gateway: { autoscaling: on },
      ...{ keda: on, httpRoute: on, ingress: on },
      monitoring: { podMonitor: on, rules: on, dashboards: on },
    };
    const release = name('release');
    return [
      ...render('http-route', { values: overlay(named, more), release }),
      ...render('trial', { values: overlay(named, { objects: { existingClaim: '' } }), release }),
    ];
  };
  const plain = all((path) => path);

  it('is written somewhere, whichever value says it', () => {
    const text = JSON.stringify(plain);
    const paths: string[] = [];
    JSON.stringify(
      freeNames(schema, (path) => path),
      (_, value: unknown) => {
        if (typeof value === 'string') paths.push(value);
        return value;
      },
    );
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !text.includes(path))).toEqual([]);
  });

  it.each(['123', 'on', 'null', '1e3'])('is still a text where it is %s', (word) => {
    expect(kindsOf(all(() => word))).toEqual(kindsOf(plain));
  });
});
