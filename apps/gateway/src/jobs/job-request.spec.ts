import { parseJobRequest } from './job-request';

const fontFamilies = ['Inter'];
const input = { scenes: [{ duration: 1 }] };
const parse = (body: unknown) => parseJobRequest(body, { fontFamilies });

const errorsOf = (body: unknown) => {
  const parsed = parse(body);
  return parsed.ok ? [] : parsed.errors;
};

test('the priority is 5 unless it is said', () => {
  expect(parse({ type: 'render', input })).toEqual({
    ok: true,
    request: { type: 'render', input, priority: 5 },
  });
  expect(parse({ type: 'render', input, priority: 0 })).toMatchObject({ ok: true, request: { priority: 0 } });
});

test.each([null, [], 'render', 7])('%p is no job', (body) => {
  expect(errorsOf(body)).toEqual([
    { pointer: '', message: expect.stringContaining('expected an object') as string },
  ]);
});

test('an unknown key is an error that names the nearest known one', () => {
  expect(errorsOf({ type: 'render', input, prioritty: 3 })).toEqual([
    { pointer: '/prioritty', message: 'unknown key "prioritty"; did you mean "priority"?' },
  ]);
  expect(errorsOf({ type: 'render', input, 'web/hook~url': 'x' })).toEqual([
    {
      pointer: '/web~1hook~0url',
      message: 'unknown key "web/hook~url"; known are "type", "input", "priority"',
    },
  ]);
});

test('keys are shown in the caller’s own spelling, and long ones not in full', () => {
  const json = `{ "type": "render", "input": ${JSON.stringify(input)}, "__proto__": 1, "${'k'.repeat(101)}": 1 }`;
  const [proto, long] = errorsOf(JSON.parse(json));
  expect(proto).toEqual({
    pointer: '/__proto__',
    message: 'unknown key "__proto__"; known are "type", "input", "priority"',
  });
  expect(long?.pointer).toBe('');
  expect(long?.message.length).toBeLessThan(200);
});

test('errors of the body and of the spec come together, with pointers from the body’s root', () => {
  const errors = errorsOf({ type: 'rendr', priority: 11, input: { scenes: [{ duration: 'long' }] } });
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
    '/input/scenes/0/duration',
    '/priority',
    '/type',
  ]);
});

test('type and input are required', () => {
  expect(errorsOf({}).map(({ pointer }) => pointer)).toEqual(['/type', '/input']);
});

test('a body of many unknown keys is answered with the first hundred', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 1] as const);
  expect(errorsOf({ type: 'render', input, ...Object.fromEntries(keys) })).toHaveLength(100);
});

test('a spec beyond a limit of a job is an error with the figure and the limit', () => {
  const elements = Array.from({ length: 1000 }, (_, index) => ({
    type: 'image',
    src: `https://e.org/${index}`,
  }));
  const scenes = [{ elements }, { elements: [{ type: 'image', src: 'https://e.org/one-more' }] }];
  expect(errorsOf({ type: 'render', input: { scenes } })).toEqual([
    {
      pointer: '/input',
      message:
        'The job has 1,001 different sources; one job can have 1,000: make several of it (limit sources).',
    },
  ]);
});
