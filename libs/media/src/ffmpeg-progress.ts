/** What ffmpeg said in the last complete block of `-progress`; all grow while it gets on. */
export interface FfmpegProgress {
  frames: number;
  /** Time of the output so far, in microseconds. */
  outTimeUs: number;
  bytes: number;
}

/** Reads the `key=value` lines of `-progress` in pieces of any size; gives one entry per complete block. */
export class ProgressReader {
  private rest = '';
  private block = new Map<string, string>();

  read(piece: string): FfmpegProgress[] {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.readLine(line.trim()));
  }

  private readLine(line: string): FfmpegProgress[] {
    const [key = '', value = ''] = line.split('=', 2);
    if (key !== 'progress') {
      this.block.set(key, value);
      return [];
    }
    const figure = (name: string) => Number.parseInt(this.block.get(name) ?? '', 10) || 0;
    const progress = {
      frames: figure('frame'),
      outTimeUs: figure('out_time_us'),
      bytes: figure('total_size'),
    };
    this.block = new Map();
    return [progress];
  }
}
