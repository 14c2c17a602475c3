import { z } from 'zod';
import { command, type Command } from './command';
import { Probe, Transcript } from './media';
import { AssembledFile, AssemblePlan, AudioPlan, RenderedSegment, SegmentPlan, StoredFile } from './plans';
import { Sha256 } from './values';

const MINUTE_MS = 60_000;

/** Downloads a file and stores it as an asset. Not keyed: what an address gives may change. */
export const ingestAsset = command('asset.ingest', {
  owner: 'storage',
  version: 1,
  payload: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(4096) }),
  reply: z.strictObject({ sha256: Sha256, bytes: z.int().min(0), contentType: z.string().max(200) }),
  limitMs: 20 * MINUTE_MS,
  keyed: false,
});

/** Says what an asset is, or why it can't be used. */
export const analyzeMedia = command('media.analyze', {
  owner: 'analyzer',
  version: 1,
  payload: z.strictObject({ asset: Sha256 }),
  reply: Probe,
  limitMs: 5 * MINUTE_MS,
});

/** Turns the speech of an asset's first audio stream into timed words. */
export const transcribeSpeech = command('speech.transcribe', {
  owner: 'transcriber',
  version: 1,
  payload: z.strictObject({ asset: Sha256, language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/) }),
  reply: Transcript,
  limitMs: 20 * MINUTE_MS,
});

export const renderSegment = command('segment.render', {
  owner: 'renderer',
  version: 1,
  payload: SegmentPlan,
  reply: RenderedSegment,
  limitMs: 20 * MINUTE_MS,
});

export const mixAudio = command('audio.mix', {
  owner: 'renderer',
  version: 1,
  payload: AudioPlan,
  reply: StoredFile,
  limitMs: 20 * MINUTE_MS,
});

export const assembleVideo = command('video.assemble', {
  owner: 'renderer',
  version: 1,
  payload: AssemblePlan,
  reply: z.strictObject({ files: z.array(AssembledFile).min(1).max(10) }),
  limitMs: 20 * MINUTE_MS,
});

export const COMMANDS = [
  ingestAsset,
  analyzeMedia,
  transcribeSpeech,
  renderSegment,
  mixAudio,
  assembleVideo,
] as const satisfies readonly Command[];

export type AnyCommand = (typeof COMMANDS)[number];
export type CommandName = AnyCommand['name'];

const byName = new Map<string, AnyCommand>(COMMANDS.map((each) => [each.name, each]));

/** The command of that name, or undefined. */
export const findCommand = (name: string): AnyCommand | undefined => byName.get(name);
