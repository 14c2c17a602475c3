import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleNames, render } from './testing/chart';
import { workloads } from './testing/workloads';

const ROOT = join(__dirname, '..', '..');
/** Where each variable is declared: `  NAME: …` in the list of an app or of a lib that it spreads. */
const LISTS: Record<string, string> = {
  serviceConfig: 'libs/observability/src/service-config.ts',
  brokerConfig: 'libs/messaging/src/broker-config.ts',
  databaseConfig: 'libs/persistence/src/config.ts',
  workerConfig: 'libs/worker/src/worker-config.ts',
};

interface Declared {
  name: string;
  required: boolean;
}

function declaredIn(file: string): Declared[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const own = [...text.matchAll(/^ {2}([A-Z][A-Z_]+):([^]*?)(?=\n {2}(?:\/\*\*|[A-Z.])|\n\})/gm)].map(
    ([, name = '', rule = '']) => ({ name, required: !/default\(|prefault\(|PublicHosts/.test(rule) }),
  );
  const spread = [...text.matchAll(/\.\.\.(\w+Config)\b/g)].flatMap(([, list = '']) =>
    declaredIn(LISTS[list] ?? `no list ${list}`),
  );
  return [...spread.filter(({ name }) => !own.some((each) => each.name === name)), ...own];
}

const declarations = (component: string): Declared[] =>
  declaredIn(
    component === 'migration' ? 'libs/persistence/src/config.ts' : `apps/${component}/src/config.ts`,
  );

const rows = exampleNames().flatMap((example) =>
  workloads(render(example))
    .filter(({ component }) => !['postgres', 'rabbitmq', 'test'].includes(component))
    .map(({ component, pod }) => ({
      example,
      component,
      names: (pod.containers[0]?.env ?? []).map(({ name }) => name.replace(/_FILE$/, '')),
    })),
);

describe.each(rows)('$component of $example', ({ component, names }) => {
  it('is given only variables that it reads, each once', () => {
    // Read by Node itself.
    const known = ['NODE_EXTRA_CA_CERTS', ...declarations(component).map(({ name }) => name)];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is given every variable that it must have', () => {
    const required = declarations(component).filter((each) => each.required);
    expect(names).toEqual(expect.arrayContaining(required.map(({ name }) => name)));
  });
});

it('the gateway must have three variables, a renderer two', () => {
  const required = (component: string) =>
    declarations(component).flatMap((each) => (each.required ? [each.name] : []));
  expect(required('gateway').sort()).toEqual(['AMQP_URL', 'DATABASE_URL', 'OBJECTS_DIR']);
  expect(required('renderer').sort()).toEqual(['AMQP_URL', 'OBJECTS_DIR']);
});
