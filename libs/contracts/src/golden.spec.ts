import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CloudEvent } from './cloud-event';
import { Answer, Ticket } from './envelope';
import { findCommand } from './commands';
import { JOB_EVENTS } from './events';
import { parseSpec } from './spec/parse-spec';

const root = join(__dirname, '..', 'golden');
const goldenFiles = (folder: string) =>
  readdirSync(join(root, folder)).map((name): [string, unknown] => [
    name,
    JSON.parse(readFileSync(join(root, folder, name), 'utf8')),
  ]);

describe('what was once accepted keeps parsing', () => {
  it.each(goldenFiles('specs'))('specs/%s', (_name, spec) => {
    expect(parseSpec(spec)).toMatchObject({ ok: true });
  });

  it.each(goldenFiles('tickets'))('tickets/%s, and its payload', (_name, json) => {
    const ticket = Ticket.parse(json);
    const command = findCommand(ticket.command);
    expect(command?.payload.parse(ticket.payload)).toEqual(ticket.payload);
  });

  it.each(goldenFiles('events'))('events/%s', (_name, json) => {
    const { name, data } = json as { name: string; data: unknown };
    const event = JOB_EVENTS.find((each) => each.name === name);
    expect(event?.payload.parse(data)).toEqual(data);
  });

  it.each(goldenFiles('cloud-events'))('cloud-events/%s', (_name, json) => {
    expect(CloudEvent.parse(json)).toEqual(json);
  });

  it.each(goldenFiles('answers'))('answers/%s', (_name, json) => {
    expect(Answer.parse(json)).toEqual(json);
  });

  it.each(goldenFiles('answers'))('answers/%s, also when a newer version adds to it', (_name, json) => {
    expect(Answer.parse({ ...(json as object), added: 1 })).toEqual(json);
  });
});
