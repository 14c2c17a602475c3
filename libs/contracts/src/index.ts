export { WORKER_SERVICES, command } from './command';
export type { Command, CommandDefinition, PayloadOf, ReplyOf, WorkerService } from './command';
export {
  COMMANDS,
  analyzeMedia,
  assembleVideo,
  findCommand,
  ingestAsset,
  mixAudio,
  renderSegment,
  transcribeSpeech,
} from './commands';
export type { AnyCommand, CommandName } from './commands';
export { artifactKey, canonicalJson } from './artifact-key';
export {
  Answer,
  Beat,
  Control,
  DEFAULT_PRIORITY,
  ENVELOPE_VERSION,
  MAX_PRIORITY,
  Priority,
  Ticket,
} from './envelope';
export type { AnswerOf, AnswerType, TaskAnswer } from './envelope';
export { FAILURE_CODES, Failure, TaskError, toFailure } from './failure';
export type { FailureCode } from './failure';
export { MediaKind, Probe, Transcript, Word } from './media';
export {
  AssembledFile,
  AssemblePlan,
  AudioPlan,
  AudioTrack,
  ColorLayer,
  EncoderSettings,
  GlyphRun,
  ImageLayer,
  Layer,
  OutputKind,
  Placement,
  RenderedSegment,
  ScenePlan,
  SegmentPlan,
  StoredFile,
  TextLayer,
  TextPicture,
  VideoLayer,
  Zoom,
} from './plans';
export { TASK_QUEUES, taskQueue } from './queues';
export {
  FINAL_JOB_STATUSES,
  FINAL_TASK_STATES,
  JOB_STATUSES,
  TASK_STATES,
  isFinalJob,
  isFinalTask,
} from './states';
export type { JobStatus, TaskState } from './states';
export { Colour, Frames, ObjectName, Rational, Rect, Samples, Sha256, artifactObject, assetObject } from './values';
