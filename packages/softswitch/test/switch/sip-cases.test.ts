import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMessage, type SipRequest } from '../../src/sip/index.ts';
import { House } from './house.ts';
import type { TestPhone } from './test-phone.ts';

/**
 * What carriers and gateways were seen to send, and what is right: one file each in `cases`. Before the line of dashes stands what is
 * expected, a line each:
 *
 *   why: …          for people
 *   status: 488     of the final answer
 *   header: name: value       of that answer
 *   call: none      no call has begun
 *   exten: …        the number that is called; a call has begun
 *   number: …, name: …        who calls
 *   as: demo-8001   it is no carrier's, but that phone's, which answers the challenge (demo-8002 is its colleague, other-8003 another centre's)
 *
 * After it stands the message, with lines of Unix; `{{port}}` is the carrier's, `{{server}}` ours, `{{id}}` is new each time, `{{length}}` the
 * length of the body. Bytes that are no UTF-8 are sent as they are; what is expected may have \uXXXX.
 */
const FOLDER = join(import.meta.dirname, 'cases');

let house: House;
let carrier: TestPhone;
const phones = new Map<string, TestPhone>();
beforeAll(async () => {
  house = await House.open();
  carrier = await house.trunk('t', { trust_id_inbound: 'yes' });
  for (const id of ['demo-8001', 'demo-8002', 'other-8003']) {
    const [accountcode = '', number = ''] = id.split('-');
    phones.set(id, await house.extension(id, { accountcode, callerid: `<${number}>` }));
  }
});
afterAll(() => house.close());

interface SipCase {
  expected: [name: string, value: string][];
  /** Latin 1, so that each byte is a character. */
  message: string;
}

function read(file: string): SipCase {
  const text = readFileSync(join(FOLDER, file)).toString('latin1');
  const [head = '', ...rest] = text.split('---\n');
  const expected = Buffer.from(head, 'latin1')
    .toString()
    .trimEnd()
    .split('\n')
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      const value = line.slice(colon + 1).trim();
      return [line.slice(0, colon), value.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))];
    });
  return { expected, message: rest.join('---\n') };
}

let serial = 0;

function bytesOf(message: string, { port }: TestPhone): { bytes: Buffer; callId: string } {
  const callId = `case${++serial}`;
  const filled = message
    .replaceAll('{{id}}', callId)
    .replaceAll('{{port}}', String(port))
    .replaceAll('{{server}}', String(house.softswitch.sipPort))
    .replaceAll('\n', '\r\n');
  const body = filled.slice(filled.indexOf('\r\n\r\n') + 4);
  return { bytes: Buffer.from(filled.replace('{{length}}', String(body.length)), 'latin1'), callId };
}

function requestIn(bytes: Buffer): SipRequest {
  const parsed = parseMessage(bytes);
  if (parsed.type !== 'message' || parsed.message.kind !== 'request') return expect.fail('it is no request');
  return parsed.message;
}

const files = readdirSync(FOLDER).sort();

test('there are cases, and each says why it is one and what is right', () => {
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) {
    const names = read(file).expected.map(([name]) => name);
    expect(names[0], file).toBe('why');
    expect(names.length, file).toBeGreaterThan(1);
    for (const name of names) expect(['why', 'status', 'header', 'call', 'exten', 'number', 'name', 'as'], file).toContain(name);
  }
});

describe('a message', () => {
  test.each(files)('%s', async (file) => {
    const { expected, message } = read(file);
    const as = expected.find(([name]) => name === 'as')?.[1];
    const sender = as === undefined ? carrier : (phones.get(as) ?? expect.fail(`no phone ${as}`));
    const { bytes, callId } = bytesOf(message, sender);
    const method = message.slice(0, message.indexOf(' '));
    const status = expected.find(([name]) => name === 'status')?.[1];
    const signed = as === undefined ? undefined : await sender.asks(requestIn(bytes));
    if (!signed) sender.send(bytes);
    if (status !== undefined) {
      const answer =
        signed ??
        (await sender.hears(
          (heard) => heard.kind === 'response' && heard.callId === callId && heard.status >= 200,
          `an answer to ${method}`,
        ));
      expect(answer).toMatchObject({ kind: 'response', status: Number(status) });
      for (const [name, value] of expected) {
        if (name !== 'header') continue;
        const colon = value.indexOf(':');
        expect(answer.headers.get(value.slice(0, colon))).toBe(value.slice(colon + 1).trim());
      }
    }
    const begins = expected.some(([name]) => name === 'exten' || name === 'number' || name === 'name');
    if (begins) {
      const { channel } = await house.sees('StasisStart', (event) => event.channel.protocol_id === callId);
      const is: Record<string, string> = { exten: channel.dialplan.exten, number: channel.caller.number, name: channel.caller.name };
      for (const [name, value] of expected) if (name in is) expect(is[name], name).toBe(value);
      await house.ari.requests.channels.hangup(channel.id);
    } else if (expected.some(([name, value]) => name === 'call' && value === 'none')) {
      await house.ari.requests.channels.list();
      expect(house.events.filter((event) => event.type === 'StasisStart' && event.channel.protocol_id === callId)).toEqual([]);
    }
  });
});
