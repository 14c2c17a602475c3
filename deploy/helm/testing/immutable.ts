import type { Rendered } from './chart';

type Tree = Record<string, unknown>;

/** What may be changed of an object whose other fields can not: the API refuses the upgrade. */
const CHANGEABLE: Record<string, readonly string[]> = {
  StatefulSet: [
    ...['replicas', 'template', 'updateStrategy', 'minReadySeconds', 'ordinals'],
    ...['persistentVolumeClaimRetentionPolicy', 'revisionHistoryLimit'],
  ],
  PersistentVolumeClaim: ['resources'],
};

/** Fields of an object that an upgrade can not change, under `<kind>/<name>`; none of most kinds. */
function immutableFields({ kind, spec = {} }: Rendered): Tree | undefined {
  if (kind === 'Deployment') return { selector: spec['selector'] };
  if (kind === 'Service') return { clusterIP: spec['clusterIP'] ?? 'assigned' };
  const changeable = CHANGEABLE[kind];
  return changeable && Object.fromEntries(Object.entries(spec).filter(([key]) => !changeable.includes(key)));
}

export type Snapshot = Record<string, Tree>;

/** A Job can't be changed either, but its name is made from all that it says: see the test of the migration. */
export function snapshot(objects: readonly Rendered[]): Snapshot {
  return Object.fromEntries(
    objects.flatMap((object) => {
      const fields = immutableFields(object);
      return fields === undefined
        ? []
        : [[`${object.kind}/${object.metadata.name}`, JSON.parse(JSON.stringify(fields)) as Tree]];
    }),
  );
}

/** Why the API would refuse the upgrade from the released objects: `<kind>/<name>: <field>`. */
export function refusals(released: Snapshot, now: Snapshot): string[] {
  return Object.entries(released).flatMap(([object, fields]) => {
    const others = now[object];
    // What is gone is deleted, and nothing is refused; volumes must not go, though.
    if (!others) return object.startsWith('PersistentVolumeClaim') ? [`${object}: is gone`] : [];
    const names = new Set([...Object.keys(fields), ...Object.keys(others)]);
    return [...names]
      .filter((name) => JSON.stringify(fields[name]) !== JSON.stringify(others[name]))
      .map((name) => `${object}: ${name}`);
  });
}
