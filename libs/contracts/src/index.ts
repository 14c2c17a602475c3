export { CommandEngines, buildOf } from './build';
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
export { CLOUD_EVENT_TYPE, CloudEvent, cloudEvent } from './cloud-event';
export type { JobHistoryEntry } from './cloud-event';
export { event } from './event';
export type { Event, EventDefinition, EventPayloadOf } from './event';
export { JOB_EVENTS, jobCancelled, jobCompleted, jobFailed, jobQueued, jobStarted } from './events';
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
export { TASK_QUEUES, taskQueue, ticketRoute, workQueue } from './queues';
export {
  FINAL_JOB_STATUSES,
  FINAL_TASK_STATES,
  JOB_STATUSES,
  TASK_STATES,
  isFinalJob,
  isFinalTask,
} from './states';
export type { JobStatus, TaskState } from './states';
export {
  Colour,
  Frames,
  ObjectName,
  Rational,
  Rect,
  Samples,
  Sha256,
  artifactObject,
  assetObject,
} from './values';
export { parseCaptions } from './spec/captions-file';
export type { GivenCue, ParsedCaptions } from './spec/captions-file';
export { JOB_LIMITS, beyondCaptionLength, beyondLimit } from './spec/job-limits';
export type { JobLimit } from './spec/job-limits';
export { jsonPointer, valueAt } from './spec/json-pointer';
export { MAX_SPEC_VALUES } from './spec/kebab-document';
export { parseSpec } from './spec/parse-spec';
export type { ParseSpecOptions, ParsedSpec, SpecProblem } from './spec/parse-spec';
export type { AudioElement } from './spec/audio-element';
export type { ColorElement, ImageElement, VideoElement } from './spec/picture-elements';
export { PRESETS } from './spec/position';
export type { Place, Preset } from './spec/position';
export { MAX_SECONDS, Source } from './spec/scalars';
export type { SubtitlesElement, SubtitlesSettings } from './spec/subtitles-element';
export type { TextElement } from './spec/text-element';
export { RESOLUTIONS } from './spec/video';
export { unknownKey } from './spec/wording';
export type { ResolutionName, SceneElement, SceneSpec, TopElement, VideoSpec } from './spec/video';
