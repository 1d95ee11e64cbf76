import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SipStack } from '../../src/sip/stack.ts';
import { stack, text } from './fakes.ts';

const FOLDER = join(import.meta.dirname, 'torture');
const NAMES = readdirSync(FOLDER).map((name) => name.replace('.dat', ''));

let sip: SipStack;
beforeAll(async () => {
  ({ stack: sip } = stack());
  await sip.start();
});
afterAll(() => sip.stop());

let serial = 0;

/** Sends bytes over a connection of their own and says we are done; gives the statuses that came before it was closed. */
function tells(data: Buffer): Promise<string[]> {
  return new Promise((resolve) => {
    let heard = '';
    // Each from an address of its own: they are not to be taken for a flood.
    const localAddress = `127.0.2.${(++serial % 250) + 1}`;
    const socket = connect({ port: sip.ports.sip, host: '127.0.0.1', localAddress }, () => socket.end(data));
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve([...heard.matchAll(/^SIP\/2\.0 (\d{3}) /gm)].map((match) => match[1] ?? '')));
  });
}

/**
 * RFC 4475 over TCP, where Content-Length says where a message ends (RFC 3261 section 18.3). The same answers as over UDP, but for
 * those whose Content-Length is missing, wrong or too large: with them the stream cannot be followed any further, and is closed.
 */
const OVER_TCP: Readonly<Record<string, readonly string[]>> = {
  wsinv: ['481'],
  intmeth: ['405'],
  esc01: ['401'],
  escnull: ['401'],
  esc02: ['405'],
  lwsdisp: ['401'],
  longreq: ['401'],
  // 3.1.1.8: the second message of a datagram is padding; on a stream it is a request.
  // It has no Contact.
  dblreq: ['401', '400'],
  semiuri: ['401'],
  transports: ['401'],
  mpart01: ['405'],
  unreason: [],
  noreason: [],
  badinv01: ['400'],
  // Its end never comes.
  clerr: [],
  // A negative length.
  ncl: [],
  scalar02: ['400'],
  scalarlg: [],
  quotbal: ['400'],
  ltgtruri: ['400'],
  lwsruri: ['400'],
  lwsstart: ['400'],
  trws: ['400'],
  escruri: ['400'],
  baddate: ['401'],
  regbadct: ['400'],
  badaspec: ['401'],
  // The file ends before the empty line: a datagram does, too, a stream waits for more.
  baddn: [],
  badvers: ['505'],
  mismatch01: ['400'],
  mismatch02: ['400'],
  bigcode: [],
  badbranch: ['401'],
  insuf: ['400'],
  unkscm: ['416'],
  novelsc: ['416'],
  unksm2: ['401'],
  bext01: ['420'],
  invut: ['415'],
  regaut01: ['401'],
  multi01: ['400'],
  mcl01: ['400'],
  bcast: [],
  zeromf: ['483'],
  cparam01: ['401'],
  cparam02: ['401'],
  regescrt: ['401'],
  sdp01: ['406'],
  // No Content-Length: RFC 2543 did without.
  inv2543: [],
};

test('every message of RFC 4475 has an outcome over TCP', () => {
  expect(Object.keys(OVER_TCP).sort()).toEqual([...NAMES].sort());
});

test.each(NAMES)('RFC 4475 %s over TCP', async (name) => {
  expect(await tells(readFileSync(join(FOLDER, `${name}.dat`)))).toEqual(OVER_TCP[name]);
  // Whatever it was, the next connection is served.
  expect(await tells(Buffer.from(text('OPTIONS', { branch: `z9hG4bK-after-${name}` })))).toEqual(['401']);
});
