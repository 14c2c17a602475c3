import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './artifact-key';

/** The engine of each keyed command of a service, by the command's name. */
export const CommandEngines = z.record(z.string().max(60), z.string().max(64));
export type CommandEngines = z.infer<typeof CommandEngines>;

const LENGTH = 16;

/**
 * Names all that a service's keyed commands make bytes with: 16 hex digits of a sha256 over their engines. Workers of
 * one build make the same bytes of every ticket, so each build has a work queue of its own.
 */
export function buildOf(engines: CommandEngines): string {
  return createHash('sha256').update(canonicalJson(engines)).digest('hex').slice(0, LENGTH);
}
