import type { Word } from '@reelmill/contracts';

export interface TranscribeOptions {
  /** Its abort ends the engine within two seconds; `transcribe` then throws the signal's reason. */
  signal: AbortSignal;
  /** 0..1 */
  onProgress?: (fraction: number) => void;
}

/** Something that turns speech into words. */
export interface SpeechEngine {
  readonly name: string;
  /** Primary language subtags, such as `en`, which also covers `en-GB`. */
  readonly languages: readonly string[];
  /** Changes when the engine or its model does, so that other words may come out. Fails when it is not installed. */
  fingerprint(): Promise<string>;
  /**
   * The words of a plain 16 kHz mono s16 WAV file in the order of their times; none when nobody speaks.
   * Files beside it, named after it, are the engine's to make and remove.
   */
  transcribe(wavFile: string, options: TranscribeOptions): Promise<Word[]>;
}
