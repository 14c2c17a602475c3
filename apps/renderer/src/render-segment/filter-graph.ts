import type { FfmpegInput } from '@reelmill/media';

/** The name of a stream inside a graph, with its brackets. */
export type Pad = `[${string}]`;

/** Collects the chains of one complex filter graph, and the inputs that it reads. */
export class FilterGraph {
  readonly inputs: FfmpegInput[] = [];
  private readonly known = new Map<string, Pad>();
  private readonly chains: string[] = [];

  /** The picture of an input, not its cover; equal inputs are opened once. */
  input(input: FfmpegInput): Pad {
    const key = JSON.stringify(input);
    const known = this.known.get(key);
    if (known) return known;
    const pad: Pad = `[${this.inputs.push(input) - 1}:V:0]`;
    this.known.set(key, pad);
    return pad;
  }

  /** Adds a chain of filters and gives its end a name. */
  chain(from: Pad[], filters: string[]): Pad {
    const pad: Pad = `[p${this.chains.length}]`;
    this.chains.push(`${from.join('')}${filters.join(',')}${pad}`);
    return pad;
  }

  /** A pad can be read once; this gives two of it. */
  split(from: Pad): [Pad, Pad] {
    const number = this.chains.length;
    const pads: [Pad, Pad] = [`[p${number}a]`, `[p${number}b]`];
    this.chains.push(`${from}split${pads.join('')}`);
    return pads;
  }

  /** Takes a picture apart into its planes (`y`, `u`, `v`, `a`), each a grey picture. */
  planes(from: Pad, names: readonly string[]): Pad[] {
    const number = this.chains.length;
    const pads = names.map((name): Pad => `[p${number}${name}]`);
    this.chains.push(`${from}extractplanes=${names.join('+')}${pads.join('')}`);
    return pads;
  }

  /** Ends the graph in the pad `[out]`. */
  finish(from: Pad, filters: string[]): string {
    // Only here do the flags reach every scaler of a complex graph; without bitexact they differ between CPUs.
    const chains = [...this.chains, `${from}${filters.join(',')}[out]`];
    return `sws_flags=bicubic+accurate_rnd+bitexact;\n${chains.join(';\n')}`;
  }
}
