// @ts-check
/** Makes the media of the examples with ffmpeg's own sources: fractals, a drifting gradient, chords and speech. */
const { execFile } = require('node:child_process');
const { existsSync, mkdirSync, renameSync } = require('node:fs');
const { join } = require('node:path');
const { promisify } = require('node:util');

const run = promisify(execFile);
const JPEG = ['-frames:v', '1', '-q:v', '3'];
const SPEECH = ['-ar', '16000', '-ac', '1'];

const fractal = (scale) =>
  `mandelbrot=size=1920x1080:rate=1:start_x=-0.7436:start_y=0.1318:start_scale=${scale}:maxiter=4000`;
const colours = (preset) => `format=gray,format=gbrp,pseudocolor=preset=${preset}`;
const speech = (text) => `flite=voice=slt:text='${text}'`;

/** Four chords of four seconds, each a triad of soft sines that swells and fades. */
function chords() {
  const triads = [
    [220, 277.18, 329.63],
    [185, 220, 277.18],
    [146.83, 220, 293.66],
    [164.81, 246.94, 329.63],
  ];
  const voice = (hertz, index) =>
    `between(t,${4 * index},${4 * index + 4})*0.1*sin(2*PI*${hertz}*t)*sin(PI*(t-${4 * index})/4)`;
  const side = (detune) =>
    triads.flatMap((triad, index) => triad.map((hertz) => voice(hertz + detune, index))).join('+');
  return `aevalsrc=exprs='${side(0)}|${side(0.7)}':sample_rate=44100:duration=16`;
}

/** File name → lavfi source and options. */
const MEDIA = {
  'still-1.jpg': [fractal(0.0015), ['-vf', colours('magma'), ...JPEG]],
  'still-2.jpg': [fractal(0.0003), ['-vf', colours('viridis'), ...JPEG]],
  'clip.mp4': [
    'gradients=size=1280x720:rate=25:duration=6:seed=7:nb_colors=4:speed=0.02:c0=0x14213d:c1=0xfca311:c2=0x7b2cbf:c3=0x00b4d8',
    ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p'],
  ],
  'music.m4a': [chords(), ['-c:a', 'aac', '-b:a', '128k']],
  'speech-1.wav': [speech('Every video begins as a list of scenes.'), SPEECH],
  'speech-2.wav': [speech('Many small workers render them at the same time.'), SPEECH],
  'speech-3.wav': [speech('When you change a word only a few seconds are rendered again.'), SPEECH],
};

/**
 * Makes what is not there yet.
 * @param {{ outDir: string }} options folder of the files
 * @returns {Promise<string[]>} names of the files that were made
 */
async function makeMedia({ outDir }) {
  mkdirSync(outDir, { recursive: true });
  const missing = Object.entries(MEDIA).filter(([name]) => !existsSync(join(outDir, name)));
  for (const [name, [source, options]] of missing) {
    const unfinished = join(outDir, `.unfinished-${name}`);
    const exact = ['-threads', '1', '-fflags', '+bitexact', '-map_metadata', '-1'];
    await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...options, ...exact, unfinished]);
    renameSync(unfinished, join(outDir, name));
  }
  return missing.map(([name]) => name);
}

module.exports = { makeMedia };
