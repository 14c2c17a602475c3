import { pageOfNames } from './task-order';

const NAMES = ['segment-10', 'segment-2', 'audio', 'segment-1', 'segment-01'];
const ORDERED = ['audio', 'segment-01', 'segment-1', 'segment-2', 'segment-10'];

describe('a page of task names', () => {
  it('is ordered as people count', () => {
    expect(pageOfNames(NAMES, { limit: 10 })).toEqual({ names: ORDERED, hasMore: false });
  });

  it('goes on behind the last name of the page before, also when that is gone', () => {
    expect(pageOfNames(NAMES, { limit: 2, after: 'audio' })).toEqual({
      names: ['segment-01', 'segment-1'],
      hasMore: true,
    });
    expect(pageOfNames(NAMES, { limit: 2, after: 'segment-1' })).toEqual({
      names: ['segment-2', 'segment-10'],
      hasMore: false,
    });
    expect(pageOfNames(NAMES, { limit: 2, after: 'segment-7' }).names).toEqual(['segment-10']);
  });
});
