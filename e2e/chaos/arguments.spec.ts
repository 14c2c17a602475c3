import { parseArguments } from './arguments';

test('nothing said is one mixed run of seed 7', () => {
  expect(parseArguments([])).toEqual({
    seed: 7,
    seconds: 30,
    fault: null,
    control: null,
    soakMinutes: null,
    soakFile: null,
  });
});

test('a fault, a control and the minutes of a soak are taken', () => {
  const words = '--seed 9 --seconds 60 --fault cut --break lease --minutes 5 --file soak.log'.split(' ');
  expect(parseArguments(words)).toEqual({
    seed: 9,
    seconds: 60,
    fault: 'cut',
    control: 'lease',
    soakMinutes: 5,
    soakFile: 'soak.log',
  });
});

test.each([
  ['--seed', 'x'],
  ['--seconds', '-1'],
  ['--unknown', '1'],
])('%s %s is refused', (...words) => {
  expect(() => parseArguments(words)).toThrow();
});
