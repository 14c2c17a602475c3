import type {
  AudioElement,
  Probe,
  SubtitlesElement,
  TopElement,
  VideoElement,
  VideoSpec,
} from '@reelmill/contracts';

type SpokenElement = AudioElement | VideoElement;

/** The distinct `src` of a video in the order of the spec, each with the places where it stands, from the video's root. */
export function sourcesOf(video: VideoSpec): Map<string, string[]> {
  const places = new Map<string, string[]>();
  const collect = (elements: readonly TopElement[], pointer: string) => {
    for (const [index, element] of elements.entries()) {
      if (!('src' in element)) continue;
      const known = places.get(element.src);
      if (known) known.push(`${pointer}/${index}`);
      else places.set(element.src, [`${pointer}/${index}`]);
    }
  };
  for (const [index, scene] of video.scenes.entries()) collect(scene.elements, `/scenes/${index}/elements`);
  collect(video.elements, '/elements');
  return places;
}

/**
 * The distinct media whose speech the captions need. `probes` are by `src`, of at least the audio and video
 * elements; media without sound are left out.
 */
export function transcriptionsNeeded(
  video: VideoSpec,
  probes: ReadonlyMap<string, Probe>,
): { src: string; language: string }[] {
  const subtitles = subtitlesOf(video);
  if (!subtitles || subtitles.captions !== undefined) return [];
  const spoken = spokenElements(video, subtitles, probes);
  return [...new Set(spoken.map(({ src }) => src))].map((src) => ({ src, language: subtitles.language }));
}

/** The captions of a video; it has at most one such element. */
export function subtitlesOf(video: VideoSpec): SubtitlesElement | undefined {
  return video.elements.find((element) => element.type === 'subtitles');
}

/**
 * The elements that captions transcribe: the named ones; else the audio elements of scenes; else the clips of
 * scenes; else what sounds in the video itself and does not loop. Only those with sound; what is not named
 * must also be heard.
 */
export function spokenElements(
  video: VideoSpec,
  { source }: SubtitlesElement,
  probes: ReadonlyMap<string, Probe>,
): SpokenElement[] {
  const all = allElements(video).filter(
    (element): element is SpokenElement => element.type === 'audio' || element.type === 'video',
  );
  const withSound = all.filter(({ src }) => (probes.get(src)?.audio.length ?? 0) > 0);
  if (source) return withSound.filter(({ id }) => id !== undefined && source.includes(id));
  const heard = withSound.filter(({ muted, volume }) => !muted && volume > 0);
  const ofVideo = new Set<unknown>(video.elements);
  const choices = [
    heard.filter((element) => !ofVideo.has(element) && element.type === 'audio'),
    heard.filter((element) => !ofVideo.has(element) && element.type === 'video'),
    heard.filter((element) => ofVideo.has(element) && !element.loop),
  ];
  return choices.find((choice) => choice.length > 0) ?? [];
}

const allElements = (video: VideoSpec): TopElement[] => [
  ...video.scenes.flatMap((scene) => scene.elements),
  ...video.elements,
];
