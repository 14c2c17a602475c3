import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskError, type Word } from '@reelmill/contracts';
import { runTool } from '@reelmill/media';
import { parseCtm } from './ctm';
import { PlainWav } from './plain-wav';
import type { SpeechEngine, TranscribeOptions } from './speech-engine';
import { framesOf, toRecordingTime, toUtterances, type Utterance } from './utterances';

const PROGRAM = 'pocketsphinx_batch';
const MODEL = '/usr/share/pocketsphinx/model/en-us';
/** The program loads its model at every start, 0.6 s; a minute of speech takes it 15 to 30 s. */
const FRAMES_PER_RUN = 6000;
const RUN_LIMIT_MS = 300_000;
/** Hypotheses kept per 10 ms; a fifth of the program's own bound saves a quarter of the time and costs no words. */
const MAX_HYPOTHESES = '6000';
const FINGERPRINT_LIMIT_MS = 30_000;

/**
 * Basic English by Debian's pocketsphinx and its en-us model: on clear speech about one word in six is wrong.
 * The batch program, not pocketsphinx_continuous, because it levels the spectrum over the whole utterance before it
 * begins: over the same recordings that has half as many wrong words. Pauses are cut out first, because the program
 * hears words in them.
 */
export const pocketsphinx: SpeechEngine = {
  name: 'pocketsphinx',
  languages: ['en'],
  fingerprint,
  transcribe,
};

async function transcribe(wavFile: string, { signal, onProgress }: TranscribeOptions): Promise<Word[]> {
  const folder = `${wavFile}.utterances`;
  await mkdir(folder);
  const wav = await PlainWav.open(wavFile);
  try {
    const utterances = toUtterances(await wav.levels());
    const total = utterances.reduce((sum, each) => sum + framesOf(each), 0);
    const words: Word[] = [];
    let done = 0;
    for (const group of toRuns(utterances)) {
      words.push(...(await recognise(wav, group, { folder, signal })));
      done += group.reduce((sum, each) => sum + framesOf(each), 0);
      onProgress?.(done / total);
    }
    return words;
  } finally {
    await wav.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function toRuns(utterances: readonly Utterance[]): Utterance[][] {
  const runs: Utterance[][] = [];
  let frames = Number.POSITIVE_INFINITY;
  for (const utterance of utterances) {
    if (frames >= FRAMES_PER_RUN) {
      runs.push([]);
      frames = 0;
    }
    runs.at(-1)?.push(utterance);
    frames += framesOf(utterance);
  }
  return runs;
}

async function recognise(
  wav: PlainWav,
  utterances: readonly Utterance[],
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<Word[]> {
  const [list, ctm] = [join(folder, 'list'), join(folder, 'ctm')];
  for (const [index, utterance] of utterances.entries()) {
    await writeFile(join(folder, `${index}.raw`), await wav.samplesOf(utterance));
  }
  await writeFile(list, utterances.map((_, index) => `${index}\n`).join(''));
  await rm(ctm, { force: true });
  const { exitCode, messages } = await runTool(PROGRAM, batchArguments({ folder, list, ctm }), {
    signal,
    limitMs: RUN_LIMIT_MS,
  });
  if (exitCode !== 0) {
    throw new TaskError('internal', 'The speech engine failed; try again.', {
      retryable: true,
      cause: messages.slice(-2000),
    });
  }
  return parseCtm(await readFile(ctm, 'utf8')).flatMap(({ utterance, text, startMs, endMs, confidence }) => {
    const spoken = utterances[Number(utterance)];
    return spoken ? [{ text, ...toRecordingTime(spoken, startMs, endMs), confidence }] : [];
  });
}

const batchArguments = ({ folder, list, ctm }: { folder: string; list: string; ctm: string }): string[] => [
  ...[
    '-hmm',
    join(MODEL, 'en-us'),
    '-lm',
    join(MODEL, 'en-us.lm.bin'),
    '-dict',
    join(MODEL, 'cmudict-en-us.dict'),
  ],
  ...['-adcin', 'yes', '-adchdr', '0', '-input_endian', 'little', '-cepdir', folder, '-cepext', '.raw'],
  ...['-ctl', list, '-ctm', ctm, '-remove_silence', 'no', '-maxhmmpf', MAX_HYPOTHESES, '-logfn', '/dev/null'],
];

/** A hash of the program, its libraries and its model. */
async function fingerprint(): Promise<string> {
  const model = await readdir(MODEL, { recursive: true, withFileTypes: true }).catch(notInstalled);
  const modelFiles = model
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const program = (await linesOf('which', [PROGRAM])).join('');
  if (program === '') notInstalled();
  const libraries = (await linesOf('ldd', [program])).flatMap((line) => {
    const [name = '', file = ''] = line.split(' => ');
    return /pocketsphinx|sphinxbase/.test(name) ? (file.split(' ')[0] ?? []) : [];
  });
  const hash = createHash('sha256');
  for (const file of [program, ...libraries, ...modelFiles]) {
    for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}

async function linesOf(program: string, args: string[]): Promise<string[]> {
  const lines: string[] = [];
  const signal = AbortSignal.timeout(FINGERPRINT_LIMIT_MS);
  await runTool(program, args, { signal, limitMs: FINGERPRINT_LIMIT_MS, onLine: (line) => lines.push(line) });
  return lines;
}

function notInstalled(): never {
  const message =
    'pocketsphinx is not installed on this worker; install the packages pocketsphinx and pocketsphinx-en-us.';
  throw new TaskError('internal', message, { retryable: true });
}
