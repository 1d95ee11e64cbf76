import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { House } from './house.ts';
import type { TestPhone } from './test-phone.ts';

let house: House;
let serial = 0;
beforeEach(async () => {
  house = await House.open();
});
afterEach(async () => {
  await house.close();
});

const put = (fields: Record<string, string>) => house.ari.requests.asterisk.putConfig('res_pjsip', 'endpoint', 't', fields);

/** The INVITE the carrier of a trunk with these options gets. */
async function dials(fields: Record<string, string>, callerId = '"Shop" <02088886666>', variables: Record<string, string> = {}) {
  const carrier = await house.trunk('t', fields);
  await house.ari.requests.channels.originate({ channelId: `c${++serial}`, endpoint: 'PJSIP/1@t', app: 'zuoxi', callerId, variables });
  return (await carrier.isCalled()).invite;
}

describe('who calls, told to a carrier', () => {
  test('by From alone, unless the trunk says more', async () => {
    const { headers } = await dials({});
    expect(headers.get('from')).toMatch(/^"Shop" <sip:02088886666@127\.0\.0\.1>;tag=/);
    for (const key of ['p-asserted-identity', 'remote-party-id', 'privacy']) expect(headers.has(key)).toBe(false);
  });

  test('by P-Asserted-Identity and Remote-Party-ID where they are asked for', async () => {
    const { headers } = await dials({ send_pai: 'yes', send_rpid: 'yes', from_domain: 'carrier.example' });
    expect(headers.get('p-asserted-identity')).toBe('"Shop" <sip:02088886666@carrier.example>');
    expect(headers.get('remote-party-id')).toBe('"Shop" <sip:02088886666@carrier.example>;party=calling;privacy=off;screen=no');
    expect(headers.has('privacy')).toBe(false);
  });

  test('by the account in From (`from_user`, `from_domain`), the caller in P-Asserted-Identity', async () => {
    const { headers } = await dials({ send_pai: 'yes', from_user: '4008001234', from_domain: 'carrier.example' });
    expect(headers.get('from')).toMatch(/^<sip:4008001234@carrier\.example>;tag=/);
    expect(headers.get('p-asserted-identity')).toBe('"Shop" <sip:02088886666@carrier.example>');
  });
});

describe('a caller who wants to stay unknown', () => {
  const hidden = { 'CALLERID(pres)': 'prohib' };

  test('is anonymous to a carrier that is not trusted: his number is nowhere', async () => {
    const invite = await dials({ send_pai: 'yes', send_rpid: 'yes' }, '"Shop" <02088886666>', hidden);
    expect(invite.headers.get('from')).toMatch(/^"Anonymous" <sip:anonymous@anonymous\.invalid>;tag=/);
    expect(JSON.stringify(invite.headers.values)).not.toMatch(/02088886666|Shop/);
  });

  test('is told to a trusted carrier, which must keep it', async () => {
    const { headers } = await dials({ send_pai: 'yes', send_rpid: 'yes', trust_id_outbound: 'yes' }, '"Shop" <02088886666>', hidden);
    expect(headers.get('from')).toMatch(/^"Anonymous" <sip:anonymous@anonymous\.invalid>/);
    expect(headers.get('p-asserted-identity')).toBe('"Shop" <sip:02088886666@127.0.0.1>');
    expect(headers.all('privacy')).toEqual(['id']);
    expect(headers.get('remote-party-id')).toContain(';privacy=full;');
  });

  test('may say so by a Privacy header, too', async () => {
    const invite = await dials({ send_pai: 'yes', trust_id_outbound: 'yes' }, '"Shop" <02088886666>', {
      'PJSIP_HEADER(add,Privacy)': 'id;critical',
    });
    expect(invite.headers.get('from')).toMatch(/^"Anonymous" <sip:anonymous@anonymous\.invalid>/);
    expect(invite.headers.all('privacy')).toEqual(['id;critical']);
  });
});

test('names and options cannot add headers, nor end their quotes', async () => {
  const invite = await dials(
    { send_pai: 'yes', send_rpid: 'yes', from_domain: 'x>;evil=1', from_user: 'a@b;c' },
    '"A\\" <sip:evil@x>\r\nX-Evil: 1\r\n\r\nbody" <1\r\nX-Evil: 2>',
    { 'PJSIP_HEADER(add,X-Note)': 'fine\r\nX-Evil: 3' },
  );
  expect(invite.headers.has('x-evil')).toBe(false);
  expect(invite.from.uri).toBe('sip:a%40b;c@127.0.0.1');
  expect(invite.headers.all('p-asserted-identity')).toHaveLength(1);
  expect(invite.headers.all('from')).toHaveLength(1);
});

describe('who calls, told by a carrier', () => {
  async function called(carrier: TestPhone, lines: string[]): Promise<{ number: string; name: string; hidden: string | undefined }> {
    house.forgetEvents();
    const request = carrier.build('INVITE', '1', { body: carrier.sdp() });
    const { body } = request;
    const head = request.headers.keys.map((key, i) => `${key}: ${request.headers.values[i]}`);
    carrier.send([`INVITE ${request.uri} SIP/2.0`, ...head, ...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.hangup(channel.id);
    return { ...channel.caller, hidden: channel.channelvars?.['CALLERID(pres)'] };
  }

  const SPELLINGS: [string, string[]][] = [
    ['as registered', ['P-Asserted-Identity: "Li" <sip:110@police>']],
    ['in capitals', ['P-ASSERTED-IDENTITY: "Li" <sip:110@police>']],
    ['with space before the colon', ['p-asserted-identity \t: "Li" <sip:110@police>']],
    ['folded', ['P-Asserted-Identity: "Li"', '\t<sip:110@police>']],
    ['as one of two', ['P-Asserted-Identity: "Li" <sip:110@police>, <tel:+86110>']],
    ['in two lines', ['P-Asserted-Identity: <sip:police>', 'P-Asserted-Identity: "Li" <sip:110@police>']],
    ['as a telephone number', ['P-Asserted-Identity: "Li" <tel:110;phone-context=+86>']],
    ['by Remote-Party-ID', ['remote-party-id: "Li" <sip:110@police>;party=calling;screen=yes']],
    ['by Remote-Party-ID beside one of the called', ['Remote-Party-ID: <sip:9@x>;party=called, "Li" <sip:110@police>;party=calling']],
  ];

  test.each(SPELLINGS)('is believed of one with `trust_id_inbound`, and of no other: %s', async (_name, lines) => {
    const carrier = await house.trunk('t');
    expect((await called(carrier, lines)).number).toBe('carrier');
    await put({ trust_id_inbound: 'yes' });
    expect(await called(carrier, lines)).toEqual({ number: '110', name: 'Li', hidden: undefined });
  });

  test.each([
    [['P-Asserted-Identity: <sip:110@police>', 'Privacy: id'], true],
    [['P-Asserted-Identity: <sip:110@police>', 'PRIVACY: header; ID;critical'], true],
    [['P-Asserted-Identity: <sip:110@police>', 'Privacy: none'], false],
    [['Remote-Party-ID: <sip:110@police>;privacy=full'], true],
    [['Remote-Party-ID: <sip:110@police>;privacy=off'], false],
  ])('and that he wants to stay unknown: %j', async (lines, hidden) => {
    const carrier = await house.trunk('t', { trust_id_inbound: 'yes' });
    expect(await called(carrier, lines)).toEqual({ number: '110', name: '', hidden: hidden ? 'prohib_passed_screen' : undefined });
  });

  test('a phone cannot pass for another by them', async () => {
    const phone = await house.registered('demo-8001', { callerid: '"Agent" <8001>' });
    await phone.calls('4001', { headers: [['p-asserted-identity', '<sip:110@police>']] });
    expect((await house.sees('StasisStart')).channel.caller.number).toBe('8001');
  });
});
