import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../stack-scripts';

/** While this file is there, the next ffmpeg that has work is deaf to SIGTERM and makes nothing; it takes the file away. */
const orderIn = (state: State): string => join(state.dir, 'deaf-ffmpeg.ordered');

/** @returns folder for the head of PATH, with an ffmpeg that is the real one unless it was ordered to be deaf */
export function installDeafFfmpeg(state: State): string {
  const folder = join(state.dir, 'bin');
  mkdirSync(folder, { recursive: true });
  const script = `#!/bin/sh
# Questions about ffmpeg itself have few arguments.
if [ "$#" -gt 6 ] && rm '${orderIn(state)}' 2>/dev/null; then
  trap '' TERM INT
  while :; do sleep 1; done
fi
PATH=\${PATH#*:} exec ffmpeg "$@"
`;
  writeFileSync(join(folder, 'ffmpeg'), script, { mode: 0o755 });
  return folder;
}

export const orderDeafFfmpeg = (state: State): void => writeFileSync(orderIn(state), '');
