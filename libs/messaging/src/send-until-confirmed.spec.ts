import { createLogger } from '@reelmill/observability';
import type { Broker } from './broker';
import { PublishError } from './publish-error';
import { sendUntilConfirmed } from './send-until-confirmed';

const logger = createLogger({ service: 'test', level: 'silent' });
const { signal } = new AbortController();

it('what comes back as unroutable is sent again after the topology was declared, though that may fail', async () => {
  const repair = jest.fn().mockRejectedValueOnce(new Error('no answer')).mockResolvedValue(undefined);
  const broker = { untilPublishable: () => Promise.resolve(), repair } as unknown as Broker;
  const problems = ['refused', 'returned', 'returned'] as const;
  let tries = 0;
  const send = (): Promise<void> => {
    const problem = problems[tries++];
    return problem ? Promise.reject(new PublishError(problem, 'a ticket')) : Promise.resolve();
  };
  await sendUntilConfirmed(send, { broker, logger, signal });
  expect([tries, repair.mock.calls.length]).toEqual([4, 2]);
});
