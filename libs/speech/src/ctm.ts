/** A recognised word; times in milliseconds from the start of its utterance. */
export interface CtmWord {
  utterance: string;
  text: string;
  startMs: number;
  endMs: number;
  /** 0..1 */
  confidence: number;
}

const LINE = /^(\S+) \S+ ([\d.]+) ([\d.]+) (\S+) (\S+)$/;

/**
 * Reads NIST's CTM, as pocketsphinx_batch writes it: `<utterance> <channel> <start s> <duration s> <word> <confidence>`
 * a line. Lines of other form are left out.
 */
export function parseCtm(text: string): CtmWord[] {
  return text.split('\n').flatMap((line) => {
    const [, utterance = '', start, duration, word = '', confidence] = LINE.exec(line.trim()) ?? [];
    if (start === undefined) return [];
    const startMs = Math.round(Number(start) * 1000);
    return [
      {
        utterance,
        text: word,
        startMs,
        endMs: startMs + Math.round(Number(duration) * 1000),
        confidence: probability(confidence),
      },
    ];
  });
}

const probability = (text: string | undefined): number => Math.min(1, Math.max(0, Number(text) || 0));
