export { ffmpegVersions } from './ffmpeg-versions';
export { MEDIA_FORMATS } from './media-formats';
export { probeMedia } from './probe';
export { runFfmpeg } from './run-ffmpeg';
export type { FfmpegInput, FfmpegRun } from './run-ffmpeg';
export { runFfprobe } from './run-ffprobe';
export { runTool } from './run-tool';
export type { ToolEnd, ToolRun } from './run-tool';
