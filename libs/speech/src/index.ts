export { SPEECH_ENGINES, selectEngine } from './select-engine';
export type { SpeechEngine, TranscribeOptions } from './speech-engine';
export { MAX_SPEECH_MINUTES, transcribeFile } from './transcribe-file';
export type { TranscribeFileOptions } from './transcribe-file';
