import { withoutUrlCredentials } from './without-url-secrets';

describe('withoutUrlCredentials', () => {
  it.each([
    ['amqp://guest:hunter2@host:5672/vhost', 'amqp://***@host:5672/vhost'],
    ['https://host/a.png?sig=hunter2&x=1', 'https://host/a.png?***'],
    ['https://host/a.png#token=hunter2', 'https://host/a.png#***'],
    ['at https://host/a?hunter2, and https://a:b@host/c', 'at https://host/a?*** and https://***@host/c'],
    ['{"src":"https://host/?hunter2","x":1}', '{"src":"https://host/?***","x":1}'],
    ["https://u:p'hunter2@host/", 'https://***@host/'],
    ['https://host/?a="hunter2" <hunter2>', 'https://host/?***'],
    ['https://proxy/https://u:hunter2@host/', 'https://proxy/https://***@host/'],
    ['failed:\nhttps://u:hunter2@host/\nnext', 'failed:\nhttps://***@host/\nnext'],
    ['https:// b@c', 'https://***@c'],
    ['HTTPS://a@b:hunter2@host/?', 'HTTPS://***@host/?***'],
  ])('%j becomes %j', (text, masked) => expect(withoutUrlCredentials(text)).toBe(masked));

  it.each(['https://host/a@b.png and me@host "quoted"', 'no URL? me@host', '', '://'])(
    'leaves %j alone',
    (text) => expect(withoutUrlCredentials(text)).toBe(text),
  );

  it('leaves nothing of a long query', () => {
    const text = `https://host/?${'&a=hunter2'.repeat(100_000)}`;
    expect(withoutUrlCredentials(text)).toBe('https://host/?***');
  });
});
