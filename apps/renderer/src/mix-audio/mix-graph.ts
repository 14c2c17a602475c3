import type { AudioTrack } from '@reelmill/contracts';
import type { FfmpegInput } from '@reelmill/media';
import { dealToLanes } from './lanes';
import type { SourceSound } from './source-sound';
import { SAMPLE_CLOCK, SAMPLE_RATE, seekTo, shapeTrack, silence, toStereo } from './track-filters';

const MIX_ENCODER: string[] = [
  ...['-map', '[out]', '-c:a', 'aac', '-b:a', '192k', '-ar', String(SAMPLE_RATE), '-ac', '2'],
  ...['-fflags', '+bitexact', '-flags:a', '+bitexact', '-map_metadata', '-1', '-map_chapters', '-1'],
  // In samples, so that the edit list ends the track where the mix ends.
  ...['-movie_timescale', String(SAMPLE_RATE), '-f', 'mp4'],
];

/** A track with its file. A looped sound was decoded beforehand, from `seekUs` on, as 48 kHz stereo: see {@link loopCommand}. */
export type MixedTrack = { track: AudioTrack; sound: SourceSound } | { track: AudioTrack; loop: string };

export interface MixCommand {
  inputs: FfmpegInput[];
  filterGraph: string;
  outputOptions: string[];
}

/**
 * One sum of all tracks over silence, exactly `samples` long. Nothing is compressed or made quieter; what is louder
 * than full scale is cut off there, as 16-bit samples would be.
 */
export function mixCommand(samples: number, tracks: readonly MixedTrack[]): MixCommand {
  const inputs: FfmpegInput[] = [];
  const chains: string[] = [];
  const lanes = dealToLanes(tracks, ({ track }) => track).map((lane, number) => {
    const parts = lane.flatMap((mixed, index) => {
      const { input, filters } = openTrack(mixed);
      const before = lane[index - 1]?.track;
      const gap = mixed.track.at - (before ? before.at + before.samples : 0);
      const name = `${number}.${index}`;
      if (gap > 0) chains.push(`${silence(gap)}[gap${name}]`);
      chains.push(`[${inputs.push(input) - 1}:a:0]${filters.join(',')}[track${name}]`);
      return [...(gap > 0 ? [`[gap${name}]`] : []), `[track${name}]`];
    });
    // Its end is in microseconds: from here on samples are counted again.
    chains.push(`${parts.join('')}concat=n=${parts.length}:v=0:a=1,${SAMPLE_CLOCK}[lane${number}]`);
    return `[lane${number}]`;
  });
  chains.push(
    `${silence(samples)}[silence]`,
    `[silence]${lanes.join('')}amix=inputs=${lanes.length + 1}:duration=first:normalize=0:dropout_transition=0` +
      `,aformat=sample_fmts=s16,atrim=end_sample=${samples},${SAMPLE_CLOCK},aformat=sample_fmts=fltp[out]`,
  );
  return { inputs, filterGraph: chains.join(';\n'), outputOptions: MIX_ENCODER };
}

function openTrack(mixed: MixedTrack): { input: FfmpegInput; filters: string[] } {
  const shape = shapeTrack(mixed.track);
  if ('loop' in mixed) {
    const input = { path: mixed.loop, options: ['-stream_loop', '-1'] };
    return { input, filters: [SAMPLE_CLOCK, 'aformat=sample_fmts=fltp', ...shape] };
  }
  const { options, skip } = seekTo(mixed.track.seekUs);
  return { input: { path: mixed.sound.path, options }, filters: [...toStereo(mixed.sound, skip), ...shape] };
}

/** Decodes a sound once, so that it can be looped without the gaps that encoders leave at its ends. */
export function loopCommand(track: AudioTrack, sound: SourceSound): MixCommand {
  const { options, skip } = seekTo(track.seekUs);
  return {
    inputs: [{ path: sound.path, options }],
    filterGraph: `[0:a:0]${[...toStereo(sound, skip), `atrim=end_sample=${track.samples}`].join(',')}[out]`,
    outputOptions: ['-map', '[out]', '-c:a', 'pcm_s16le', '-fflags', '+bitexact', '-f', 'w64'],
  };
}
