import type { Cue } from './types';

/** Characters that the plan of an assembly can hold. */
export const MAX_SUBRIP = 5_000_000;

/** The cues as SubRip text; undefined without cues. */
export function toSubRip(cues: readonly Cue[]): string | undefined {
  if (cues.length === 0) return undefined;
  return cues
    .map(({ startMs, endMs, text }, index) => `${index + 1}\n${time(startMs)} --> ${time(endMs)}\n${text}\n`)
    .join('\n');
}

function time(ms: number): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)},${part(ms % 1000, 3)}`;
}
