import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseMessage } from '../../src/sip/message.ts';
import { FakeFlow, stack } from './fakes.ts';

const FOLDER = join(import.meta.dirname, 'torture');

/**
 * RFC 4475, all 49 messages. 401 = understood, and who sent it has to say who he is. `read` = a response that is understood
 * (and belongs to no transaction here). `dropped` = a response that is no response.
 */
const OUTCOME: Readonly<Record<string, string>> = {
  // 3.1.1 valid
  // It has a To tag, of a dialog we do not have.
  wsinv: '481',
  intmeth: '405',
  esc01: '401',
  escnull: '401',
  esc02: '405',
  lwsdisp: '401',
  longreq: '401',
  dblreq: '401',
  semiuri: '401',
  transports: '401',
  mpart01: '405',
  unreason: 'read',
  noreason: 'read',
  // 3.1.2 invalid
  badinv01: '400',
  clerr: '400',
  ncl: '400',
  scalar02: '400',
  scalarlg: 'dropped',
  quotbal: '400',
  ltgtruri: '400',
  lwsruri: '400',
  lwsstart: '400',
  trws: '400',
  escruri: '400',
  // 3.1.2.12: a Date nobody looks at need not be right.
  baddate: '401',
  regbadct: '400',
  // 3.1.2.14 and 3.1.2.15: may be inferred.
  badaspec: '401',
  baddn: '401',
  badvers: '505',
  mismatch01: '400',
  mismatch02: '400',
  bigcode: 'dropped',
  // 3.2 transaction layer
  badbranch: '401',
  // 3.3 application layer
  insuf: '400',
  unkscm: '416',
  novelsc: '416',
  unksm2: '401',
  bext01: '420',
  invut: '415',
  regaut01: '401',
  multi01: '400',
  mcl01: '400',
  bcast: 'read',
  zeromf: '483',
  cparam01: '401',
  cparam02: '401',
  regescrt: '401',
  sdp01: '406',
  // 3.4 backward compatibility
  // RFC 2543 did without Contact; whoever is called so can never be told that the call is over.
  inv2543: '400',
};

test('every message of RFC 4475 is here, with an outcome', () => {
  const names = readdirSync(FOLDER).map((name) => name.replace('.dat', ''));
  expect(names.sort()).toEqual(Object.keys(OUTCOME).sort());
  expect(names).toHaveLength(49);
});

test.each(Object.entries(OUTCOME))('RFC 4475 %s: %s', (name, outcome) => {
  const data = readFileSync(join(FOLDER, `${name}.dat`));
  const { stack: sip, clock } = stack();
  const flow = new FakeFlow();
  sip.receive(data, flow);
  if (outcome === 'read') expect(parseMessage(data).type).toBe('message');
  else if (outcome === 'dropped') expect(parseMessage(data)).toMatchObject({ type: 'invalid', answer: undefined });
  else expect(flow.sent.map((sent) => sent.toString('utf8').split(' ')[1])).toEqual([outcome]);
  clock.advance(200_000);
  expect(sip.usage).toMatchObject({ serverTransactions: 0, clientTransactions: 0 });
});
