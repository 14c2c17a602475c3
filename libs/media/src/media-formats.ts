/**
 * The demuxers that may open media from outside, as an `-format_whitelist`. What is left out are the formats that
 * name other files (hls, dash, concat, image2, sdp, playlists), scripts and text (ass, svg), and devices. For a still
 * whose name ends in `.png` or the like ffmpeg takes image2 and refuses: name stills without an extension.
 */
export const MEDIA_FORMATS = [
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'avi',
  'mpegts',
  'mpeg',
  'flv',
  'asf',
  'mxf',
  'ogg',
  'mp3',
  'wav',
  'w64',
  'flac',
  'aac',
  'ac3',
  'eac3',
  'aiff',
  'caf',
  'amr',
  'au',
  'gif',
  'apng',
  'png_pipe',
  'jpeg_pipe',
  'webp_pipe',
  'bmp_pipe',
  'tiff_pipe',
].join(',');
