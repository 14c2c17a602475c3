import type { Rational, VideoSpec } from '@reelmill/contracts';
import { Report } from './report';
import type { MediaFacts, TextLayout } from './types';

/** What every step of compiling one video needs. */
export interface Context {
  readonly width: number;
  readonly height: number;
  readonly fps: Rational;
  readonly facts: MediaFacts;
  readonly layout: TextLayout;
  readonly report: Report;
}

/** Frames from `from` to `until` (exclusive). */
export interface Span {
  from: number;
  until: number;
}

export type Size = Pick<VideoSpec, 'width' | 'height'>;
