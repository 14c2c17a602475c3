export { compileVideos } from './compile-videos';
export type { CompileOptions } from './compile-videos';
export { frameRate } from './frames';
export { sourcesOf, transcriptionsNeeded } from './media-needed';
export type {
  Compilation,
  CompiledVideo,
  Cue,
  MediaFacts,
  TextBlock,
  TextLayout,
  TimelineProblem,
} from './types';
