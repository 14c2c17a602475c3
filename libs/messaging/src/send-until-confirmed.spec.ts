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

it('a confirm that does not come is not waited for after the signal', async () => {
  const broker = { untilPublishable: () => Promise.resolve() } as unknown as Broker;
  const over = new AbortController();
  const send = (): Promise<void> => {
    setImmediate(() => over.abort(new Error('over')));
    return new Promise(() => undefined);
  };
  await expect(sendUntilConfirmed(send, { broker, logger, signal: over.signal })).rejects.toThrow('over');
  await expect(sendUntilConfirmed(send, { broker, logger, signal: over.signal })).rejects.toThrow('over');
});

it('a repair is not waited for after the signal', async () => {
  const over = new AbortController();
  const repair = (): Promise<void> => {
    setImmediate(() => over.abort(new Error('over')));
    return new Promise(() => undefined);
  };
  const broker = { untilPublishable: () => Promise.resolve(), repair } as unknown as Broker;
  const send = (): Promise<void> => Promise.reject(new PublishError('returned', 'a ticket'));
  await expect(sendUntilConfirmed(send, { broker, logger, signal: over.signal })).rejects.toThrow('over');
});
