/** What reading packets, without decoding them, found. Streams that are only a cover are left out. */
export interface PacketSummary {
  /** How many were read. */
  packets: number;
  /** The latest end of a packet and the earliest start, in microseconds on the container's clock. */
  endUs: number;
  startUs: number;
}

const FIELD = /(?:^|\|)(stream_index|pts_time|dts_time|duration_time)=(-?[\d.]+)/g;

export const PACKET_ENTRIES = 'packet=stream_index,pts_time,dts_time,duration_time';

/** Sums up ffprobe's `-of compact` lines of {@link PACKET_ENTRIES}, however many there are. */
export class PacketReader {
  private packets = 0;
  private endUs = 0;
  private startUs = Number.POSITIVE_INFINITY;

  constructor(private readonly ignoredStreams: ReadonlySet<number>) {}

  readonly read = (line: string): void => {
    if (!line.startsWith('packet|')) return;
    const fields = new Map([...line.matchAll(FIELD)].map(([, name, value]) => [name, Number(value)]));
    if (this.ignoredStreams.has(fields.get('stream_index') ?? -1)) return;
    this.packets += 1;
    const start = fields.get('pts_time') ?? fields.get('dts_time');
    if (start === undefined) return;
    const startUs = Math.round(start * 1e6);
    this.startUs = Math.min(this.startUs, startUs);
    this.endUs = Math.max(this.endUs, startUs + Math.round((fields.get('duration_time') ?? 0) * 1e6));
  };

  get summary(): PacketSummary {
    return { packets: this.packets, endUs: this.endUs, startUs: Math.min(this.startUs, this.endUs) };
  }
}
