import type { OutgoingMessage } from './outgoing-message';
import { UrgentMessages } from './urgent-messages';

const cancel = (key: string): OutgoingMessage => ({
  exchange: 'e',
  key,
  type: 'cancel',
  bytes: Buffer.alloc(0),
});

describe('UrgentMessages', () => {
  let blocked = false;
  const done: string[] = [];
  const urgent = new UrgentMessages({
    blocked: () => blocked,
    publish: ({ key }) => done.push(`publish ${key}`) > 0,
    raise: (flag) => void done.push(`raise ${flag}`),
  });
  const doneSince = (): string[] => done.splice(0);

  it('are published, or flagged while the broker takes no messages; those of a moment before it, and after it, both', () => {
    jest.useFakeTimers();
    urgent.send('old', cancel('old'));
    jest.advanceTimersByTime(11_000);
    urgent.send('before', cancel('before'));
    expect(doneSince()).toEqual(['publish old', 'publish before']);
    blocked = true;
    urgent.onBlocked();
    urgent.send('during', cancel('during'));
    expect(doneSince()).toEqual(['raise before', 'raise during']);
    jest.advanceTimersByTime(60_000);
    blocked = false;
    urgent.onUnblocked();
    expect(doneSince()).toEqual(['publish before', 'publish during']);
    urgent.send('later', cancel('later'));
    urgent.onBlocked();
    expect(doneSince()).toEqual(['publish later', 'raise later']);
    jest.useRealTimers();
  });
});
