import { TaskError } from '@reelmill/contracts';
import { selectEngine } from './select-engine';
import type { SpeechEngine } from './speech-engine';

const engine = (name: string, ...languages: string[]): SpeechEngine => ({
  name,
  languages,
  fingerprint: () => Promise.resolve(name),
  transcribe: () => Promise.resolve([]),
});
const engines = [engine('first', 'en'), engine('second', 'en', 'de')];

describe('selectEngine', () => {
  it.each([
    ['en', 'first'],
    ['en-GB', 'first'],
    ['de-at', 'second'],
  ])('takes the first engine that knows %s: %s', (language, name) => {
    expect(selectEngine(language, engines).name).toBe(name);
  });

  it('names what it supports when it knows no engine', () => {
    const refused = () => selectEngine('enm', engines);
    expect(refused).toThrow(TaskError);
    expect(refused).toThrow('No speech engine for "enm" is installed; supported: de, en.');
  });

  it('knows English by itself', () => expect(selectEngine('en-US').name).toBe('pocketsphinx'));
});
