import { createHash } from 'node:crypto';
import type { Command } from './command';

/** JSON with sorted keys and no undefined members, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  );
}

/** The address of what a task makes: sha256 over all that determines it. */
export function artifactKey(command: Command, payload: unknown, engine: string): string {
  return createHash('sha256')
    .update(canonicalJson([command.name, command.version, engine, payload]))
    .digest('hex');
}
