import { TaskError } from '@reelmill/contracts';
import { pocketsphinx } from './pocketsphinx';
import type { SpeechEngine } from './speech-engine';

/** The installed engines, the best first. */
export const SPEECH_ENGINES: readonly SpeechEngine[] = [pocketsphinx];

/**
 * The first engine for a language tag such as `en` or `en-GB`.
 * @throws TaskError `language_unsupported`
 */
export function selectEngine(
  language: string,
  engines: readonly SpeechEngine[] = SPEECH_ENGINES,
): SpeechEngine {
  const primary = language.toLowerCase().split('-', 1)[0] ?? '';
  const engine = engines.find(({ languages }) => languages.includes(primary));
  if (engine) return engine;
  const supported = [...new Set(engines.flatMap(({ languages }) => languages))].sort().join(', ');
  throw new TaskError(
    'language_unsupported',
    `No speech engine for "${language}" is installed; supported: ${supported}.`,
  );
}
