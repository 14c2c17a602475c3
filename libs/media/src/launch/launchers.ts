import { join } from 'node:path';

/**
 * Shell scripts that lie beside this file, in `src` as in `dist` (the build copies them): they start a program in its
 * own process group, with a minimal environment, and let it die with this process, also when that is killed.
 */
export const FFMPEG_LAUNCHER = join(__dirname, 'ffmpeg.sh');
/** Takes the program as its first argument. */
export const LAUNCHER = join(__dirname, 'launch.sh');
