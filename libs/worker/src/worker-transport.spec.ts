import { handlerProblems } from './worker-transport';

describe('handlerProblems', () => {
  it('accepts exactly the commands of the service', () => {
    expect(handlerProblems('renderer', ['audio.mix', 'segment.render', 'video.assemble'])).toEqual([]);
  });

  it('names each command without a handler', () => {
    expect(handlerProblems('renderer', ['audio.mix'])).toEqual([
      'No handler for segment.render: the renderer owns it, so one controller needs a @Handles method.',
      'No handler for video.assemble: the renderer owns it, so one controller needs a @Handles method.',
    ]);
  });

  it('names each handler of a command that another service owns, or nobody', () => {
    expect(handlerProblems('analyzer', ['media.analyze', 'audio.mix', 'media.sing'])).toEqual([
      'A handler for audio.mix: the analyzer does not own it, move the @Handles method to its owner.',
      'A handler for media.sing: the analyzer does not own it, move the @Handles method to its owner.',
    ]);
  });
});
