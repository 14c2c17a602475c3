import { PacketReader } from './probe-packets';

describe('PacketReader', () => {
  it('finds the latest end, also when packets come out of order', () => {
    const reader = new PacketReader(new Set());
    reader.read('packet|stream_index=0|pts_time=1.480000|dts_time=1.400000|duration_time=0.040000');
    reader.read(
      'packet|stream_index=0|pts_time=1.440000|dts_time=1.440000|duration_time=0.040000|side_data|',
    );
    expect(reader.summary).toEqual({ packets: 2, startUs: 1_440_000, endUs: 1_520_000 });
  });

  it('leaves out covers and lines that are no packets', () => {
    const reader = new PacketReader(new Set([1]));
    for (const line of ['', 'side_data|x=1', 'packet|stream_index=1|pts_time=9.0|duration_time=1.0'])
      reader.read(line);
    expect(reader.summary).toEqual({ packets: 0, startUs: 0, endUs: 0 });
  });

  it('counts packets without times and takes the decoding time for a missing one', () => {
    const reader = new PacketReader(new Set());
    reader.read('packet|stream_index=0|pts_time=N/A|dts_time=N/A|duration_time=N/A');
    reader.read('packet|stream_index=0|pts_time=N/A|dts_time=2.000000|duration_time=N/A');
    expect(reader.summary).toEqual({ packets: 2, startUs: 2_000_000, endUs: 2_000_000 });
  });
});
