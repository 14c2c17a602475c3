import { parseSpec } from '@reelmill/contracts';
import { WARM_UP_INPUT } from './warm-up';

test('the spec that warms the parser up is a valid one, so that nothing of it is left out', () => {
  expect(parseSpec(WARM_UP_INPUT)).toMatchObject({ ok: true });
});
