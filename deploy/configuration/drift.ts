import { isSecret, type ConfigShape } from '@reelmill/config';

/**
 * What is wrong with the variables that a deployment gives to a process: a line each, none when it starts with them.
 * @param set name → value; undefined stands for one that is not known here, such as a field of the pod
 */
export function driftOf(shape: ConfigShape, set: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(
    Object.entries(shape).flatMap(([name, type]) => (isSecret(type) ? [name, `${name}_FILE`] : [name])),
  );
  const unknown = Object.keys(set).filter((name) => !known.has(name));
  return [
    ...unknown.map((name) => `${name}: nothing reads it`),
    ...Object.entries(shape).flatMap(([name, type]) => {
      const names = isSecret(type) ? [name, `${name}_FILE`] : [name];
      const given = names.filter((each) => each in set && set[each] !== '');
      if (given.length > 1) return [`${name}: is set twice, also by ${name}_FILE`];
      if (given.length === 0) return type.safeParse(undefined).success ? [] : [`${name}: is required`];
      const value = given[0] === name ? set[name] : undefined;
      return value === undefined || type.safeParse(value).success
        ? []
        : [`${name}: ${JSON.stringify(value)} can't be used`];
    }),
  ];
}
