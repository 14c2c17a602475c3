/** Length of an analysis frame, in milliseconds. */
export const FRAME_MS = 10;

/** A run of frames, `from` inclusive, `to` exclusive. */
export interface Stretch {
  from: number;
  to: number;
}

/** What a recogniser gets in one piece: stretches of speech, in order, put one after the other. */
export type Utterance = readonly Stretch[];

/** A pause is at least this long; half of it stays at each side of what is spoken. */
const PAUSE_FRAMES = 30;
const MAX_UTTERANCE_FRAMES = 1500;
/** Quieter than this, in dBFS, nobody speaks. */
const SILENCE_DB = -60;
/** Where between the quiet and the loud of a recording speech begins. */
const SPEECH_PART = 0.3;
const QUIET_WINDOW = 10;

/**
 * Cuts a recording at its pauses into utterances of at most 15 s, without the pauses. What counts as a pause follows
 * the recording's own loudness, so that noise or music below the voice does no harm; speech without any pause is cut
 * where it is quietest.
 * @param levels loudness of each 10 ms frame, in dBFS.
 */
export function toUtterances(levels: Float32Array): Utterance[] {
  const utterances: Stretch[][] = [];
  for (const stretch of findSpeech(levels).flatMap((each) => splitLong(each, levels))) {
    const last = utterances.at(-1);
    const first = last?.[0];
    if (last && first && stretch.to - first.from <= MAX_UTTERANCE_FRAMES) last.push(stretch);
    else utterances.push([stretch]);
  }
  return utterances;
}

function findSpeech(levels: Float32Array): Stretch[] {
  const threshold = speechThreshold(levels);
  const spoken: Stretch[] = [];
  levels.forEach((level, frame) => {
    if (level <= threshold) return;
    const last = spoken.at(-1);
    if (last && frame - last.to < PAUSE_FRAMES) last.to = frame + 1;
    else spoken.push({ from: frame, to: frame + 1 });
  });
  return spoken.map(({ from, to }) => ({
    from: Math.max(0, from - PAUSE_FRAMES / 2),
    to: Math.min(levels.length, to + PAUSE_FRAMES / 2),
  }));
}

function speechThreshold(levels: Float32Array): number {
  const sorted = levels.toSorted();
  const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? SILENCE_DB;
  const [quiet, loud] = [at(0.05), at(0.95)];
  return Math.max(SILENCE_DB, quiet + SPEECH_PART * (loud - quiet));
}

function splitLong(stretch: Stretch, levels: Float32Array): Stretch[] {
  const parts: Stretch[] = [];
  let { from } = stretch;
  while (stretch.to - from > MAX_UTTERANCE_FRAMES) {
    const cut = quietest(levels, { from: from + MAX_UTTERANCE_FRAMES / 2, to: from + MAX_UTTERANCE_FRAMES });
    parts.push({ from, to: cut });
    from = cut;
  }
  return [...parts, { from, to: stretch.to }];
}

/** The middle of the 100 ms with the least sound. */
function quietest(levels: Float32Array, { from, to }: Stretch): number {
  let best = { at: from, sum: Number.POSITIVE_INFINITY };
  for (let at = from; at + QUIET_WINDOW <= to; at += 1) {
    const sum = levels.subarray(at, at + QUIET_WINDOW).reduce((total, level) => total + level, 0);
    if (sum < best.sum) best = { at, sum };
  }
  return best.at + QUIET_WINDOW / 2;
}

/** How many frames an utterance has. */
export const framesOf = (utterance: Utterance): number =>
  utterance.reduce((sum, { from, to }) => sum + to - from, 0);

/** The times of the recording for a span of an utterance, all in milliseconds; a span never reaches over a pause. */
export function toRecordingTime(
  utterance: Utterance,
  startMs: number,
  endMs: number,
): { startMs: number; endMs: number } {
  let before = 0;
  for (const [index, { from, to }] of utterance.entries()) {
    const lengthMs = (to - from) * FRAME_MS;
    if (startMs < before + lengthMs || index === utterance.length - 1) {
      const shift = from * FRAME_MS - before;
      const latest = to * FRAME_MS;
      return { startMs: Math.min(latest, startMs + shift), endMs: Math.min(latest, endMs + shift) };
    }
    before += lengthMs;
  }
  return { startMs, endMs };
}
