/** The most that one job may ask for, over all its videos, and how a message names it. */
export const JOB_LIMITS = {
  sources: { most: 1000, of: 'different sources' },
  ingestedBytes: { most: 10 * 1024 ** 3, of: 'bytes of downloaded media' },
  textCharacters: { most: 200_000, of: 'characters in text elements' },
  /** Of captions that are given, shown or not; else of those that are shown. Three hours of fast speech have 250,000. */
  captionCharacters: { most: 500_000, of: 'characters in captions' },
  /** Each costs about 0.1 ms to lay out; ten hours of captions in one face have 20,000. */
  textRuns: { most: 40_000, of: 'runs of text (different lines, or parts of them in another font)' },
  /** Counted in each piece of the video, of about 4 s, in which something shows; each repetition of a loop once more. */
  layers: { most: 200_000, of: 'layers' },
  pixelFrames: { most: 1e12, of: 'pixels of output (width × height × frames)' },
  /** Before equal pieces are made one: they are known before anything is laid out. */
  tasks: { most: 10_000, of: 'tasks' },
  planBytes: { most: 64_000_000, of: 'bytes of plans' },
} as const satisfies Record<string, { most: number; of: string }>;

export type JobLimit = keyof typeof JOB_LIMITS;

/** How wide the lines of a text may be, in widths of the canvas. */
export const MAX_TEXT_WIDTHS = 2;

/** Characters of a caption, and of all captions that begin together. */
export const MAX_CAPTION_LENGTH = 2000;

/** What is said of a job that has so many; undefined where it may. Ends with the name of the limit. */
export function beyondLimit(name: JobLimit, figure: number): string | undefined {
  const { most, of } = JOB_LIMITS[name];
  if (figure <= most) return undefined;
  const shown = (count: number) => Math.ceil(count).toLocaleString('en-US');
  return `The job has ${shown(figure)} ${of}; one job can have ${shown(most)}: make several of it (limit ${name}).`;
}

/** What is said of captions that begin together; undefined where they may. */
export function beyondCaptionLength(shown: { startMs: number; characters: number }): string | undefined {
  const { startMs, characters } = shown;
  if (characters <= MAX_CAPTION_LENGTH) return undefined;
  return (
    `The captions that begin at ${startMs / 1000} s have ${characters} characters together; at most ` +
    `${MAX_CAPTION_LENGTH} are possible: let them begin one after the other (limit captionLength).`
  );
}
