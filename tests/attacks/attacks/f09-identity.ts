import { type Arena, pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';
import type { ReferenceCall } from '../support/reference-call.ts';
import { type RequestText, responseTo, type SipSocket, unique } from '../support/sip-socket.ts';
import { ALONE } from '../support/switchboard.ts';

const SDP = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 4000 RTP/AVP 8', ''].join('\r\n');
const SPOOFED = '0011777110';

const methodOf = (text: string): string => /^([A-Z]+) /.exec(text)?.[1] ?? '';

/** A peer we call with credentials for one realm; he asks for those of another. */
async function digestLeaks(arena: Arena): Promise<number> {
  const { asterisk } = arena.requests;
  await asterisk.putConfig('res_pjsip', 'auth', 'paid', {
    auth_type: 'userpass',
    username: 'us',
    password: 'precious',
    realm: 'carrier.example',
  });
  const attacker = await arena.socket();
  const contact = `sip:${attacker.address}:${attacker.port}`;
  await arena.board.trunk('evil', attacker.address, { outbound_auth: 'paid' }, contact);
  let leaks = 0;
  let answers = false;
  const challenge = (text: string, status: 401 | 407): void => {
    const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    attacker.send(responseTo(text, status, [`${name}: Digest realm="evil.example", nonce="n", algorithm=MD5, qop="auth"`]));
  };
  attacker.onData = (data) => {
    const text = data.toString('latin1');
    if (/^(Proxy-)?Authorization:/im.test(text)) leaks++;
    const method = methodOf(text);
    if (method === 'INVITE' && answers) attacker.send(responseTo(text, 200, [`Contact: <${contact}>`], SDP));
    else if (method !== 'ACK' && method !== '') challenge(text, method === 'INVITE' ? 407 : 401);
  };
  for (const picksUp of [false, true]) {
    answers = picksUp;
    const channelId = `leak-${picksUp}`;
    await arena.requests.channels.originate({ channelId, endpoint: 'PJSIP/evil', app: 'zuoxi', appArgs: ['leg'] }).catch(() => {});
    await pause(400);
    // BYE is challenged, too.
    await arena.requests.channels.hangup(channelId).catch(() => {});
    await pause(400);
  }
  return leaks;
}

/** What a phone that is trusted with nothing says of itself, in every spelling; and line breaks in disguise. */
async function spoofs(arena: Arena): Promise<{ believed: number; smuggled: number }> {
  await arena.board.account('plain', { callerid: '"Plain" <1234>' });
  const ear = await arena.socket();
  const contact = `sip:${ear.address}:${ear.port}`;
  await arena.board.trunk('ear', ear.address, {}, contact);
  let smuggled = 0;
  ear.onData = (data) => {
    const text = data.toString('latin1');
    if (methodOf(text) !== 'INVITE') return;
    if (/^x-evil\s*:/im.test(text) || text.includes(SPOOFED)) smuggled++;
    ear.send(responseTo(text, 486));
  };
  const phone = await arena.socket();
  const identity = `<sip:${SPOOFED}@127.0.0.1>`;
  const spellings = [
    `P-Asserted-Identity: ${identity}`,
    `p-asserted-identity: ${identity}`,
    `P-ASSERTED-IDENTITY : ${identity}`,
    `P-Asserted-Identity\t:${identity}`,
    `P-Asserted-Identity:\r\n ${identity}`,
    `P-Asserted-Identity: <tel:${SPOOFED}>`,
    `P-Preferred-Identity: ${identity}`,
    `Remote-Party-ID: ${identity};party=calling;screen=yes`,
    `remote-party-id:${identity}`,
    `P-Asserted-Identity: "x\\"" ${identity}, ${identity}`,
  ];
  const before = arena.board.arrived.length;
  for (const line of spellings) {
    const text = { method: 'INVITE', fromUser: 'plain', toUser: 'ear', headers: [line], body: SDP };
    await phone.askSigned(text, { username: 'plain', password: 'pw-plain' }, { patienceMs: 1_000 });
  }
  // Line breaks as escapes, quoted pairs and bare carriage returns in the display name.
  for (const display of ['x%0d%0aX-Evil: 1', 'x\\\r\nX-Evil: 1', 'x\rX-Evil: 1', 'x\nX-Evil: 1']) {
    const request = (headers: readonly string[]): string =>
      phone.request({ method: 'INVITE', fromUser: 'plain', toUser: 'ear', headers, body: SDP }).replace('From: <', `From: "${display}" <`);
    await phone.ask(request([]), { patienceMs: 300 });
    await phone.askSigned(
      { method: 'INVITE', fromUser: `plain`, toUser: 'ear', headers: [`Subject: ${display}`], body: SDP },
      { username: 'plain', password: 'pw-plain' },
    );
  }
  await pause(200);
  const believed = arena.board.arrived
    .slice(before)
    .filter(({ caller }) => caller.number === SPOOFED || caller.name.includes(SPOOFED)).length;
  return { believed, smuggled };
}

interface DialogNames {
  callId: string;
  fromTag: string;
  toTag: string;
}

/** A stranger who has overheard the names of a call, or guesses them. */
async function hijacks(arena: Arena, victim: ReferenceCall): Promise<{ guessed: number; replaced: number; stolen: number }> {
  const { callId } = victim.call;
  const fromTag = victim.call.invite.from.params.get('tag') ?? '';
  const toTag = /to-tag=([^;]+)/.exec(victim.call.replaces)?.[1] ?? '';
  const stranger = await arena.socket();
  const inDialog = (socket: SipSocket, method: string, names: DialogNames, headers: readonly string[] = []): Promise<number> =>
    socket
      .ask(socket.request({ method, fromUser: 'caller1', cseq: 900, ...names, headers, body: method === 'INVITE' ? SDP : '' }), {
        patienceMs: 500,
      })
      .then((answer) => (answer && answer.status < 300 ? 1 : 0));
  let guessed = 0;
  for (const method of ['BYE', 'INVITE', 'REFER', 'UPDATE', 'INFO'])
    guessed += await inDialog(stranger, method, { callId, fromTag, toTag: 'guess' }, ['Refer-To: <sip:evil@127.0.0.1>']);
  // Takes the place of a call: as a stranger, and with an account of another house.
  await arena.board.account('mallory', { context: 'elsewhere', accountcode: 'elsewhere' });
  const mallory = await arena.socket();
  const replaces = [`Replaces: ${callId};to-tag=${toTag};from-tag=${fromTag}`, 'Require: replaces'];
  const text = { method: 'INVITE', fromUser: 'mallory', toUser: 'refb', headers: replaces, body: SDP };
  const asStranger = await stranger.ask(stranger.request({ ...text, fromUser: 'nobody' }), { patienceMs: 500 });
  const asMallory = await mallory.askSigned(text, { username: 'mallory', password: 'pw-mallory' }, { patienceMs: 1_500 });
  const replaced = [asStranger, asMallory.answer].filter((answer) => answer && answer.status < 300).length;
  // With the right names, but from elsewhere: moves the sound to himself, then ends the call.
  let stolen = 0;
  const elsewhere = await arena.socket();
  for (const method of ['INVITE', 'REFER', 'BYE'])
    stolen += await inDialog(elsewhere, method, { callId, fromTag, toTag }, ['Refer-To: <sip:evil@127.0.0.1>']);
  return { guessed, replaced, stolen };
}

/** A call of a carrier whose caller is somewhere else: by its Contact its own host is asked what follows, and may ask for our password. */
async function trunkLegs(arena: Arena): Promise<{ leaks: number; obeyed: number }> {
  const { asterisk } = arena.requests;
  await asterisk.putConfig('res_pjsip', 'auth', 'line', { auth_type: 'userpass', username: 'us', password: 'precious', realm: '' });
  const carrier = await arena.socket();
  await arena.board.trunk('line', carrier.address, { outbound_auth: 'line' }, `sip:${carrier.address}:${carrier.port}`);
  const caller = await arena.socket();
  let leaks = 0;
  caller.onData = (data) => {
    const text = data.toString('latin1');
    if (/^(Proxy-)?Authorization:/im.test(text)) leaks++;
    const method = methodOf(text);
    if (method !== 'ACK' && method !== '')
      caller.send(responseTo(text, 401, ['WWW-Authenticate: Digest realm="x", nonce="n", qop="auth"']));
  };
  const call = async (): Promise<{ names: RequestText; hangUp: () => Promise<void> }> => {
    const before = arena.board.arrived.length;
    const first = { fromUser: 'far', toUser: ALONE, callId: unique(), fromTag: unique() };
    const invite = carrier.request({ method: 'INVITE', ...first, body: SDP });
    const answer = await carrier.ask(invite.replace(`Contact: ${carrier.contact}`, `Contact: ${caller.contact}`), { patienceMs: 3_000 });
    const names = { method: 'ACK', ...first, toTag: /^To:.*;tag=([^;\s]+)/im.exec(answer?.text ?? '')?.[1] ?? '' };
    carrier.send(carrier.request(names));
    await pause(200);
    const hangUp = async (): Promise<void> => {
      const channel = arena.board.arrived[before];
      if (channel) await arena.requests.channels.hangup(channel.id).catch(() => {});
      await pause(600);
    };
    return { names, hangUp };
  };
  // What we ask in the call goes to the far end.
  await (await call()).hangUp();
  // Who has overheard its names.
  const { names, hangUp } = await call();
  const stranger = await arena.socket();
  let obeyed = 0;
  for (const [n, method] of ['INVITE', 'UPDATE', 'INFO', 'REFER', 'BYE'].entries()) {
    const headers =
      method === 'REFER' ? ['Refer-To: <sip:evil@127.0.0.1>'] : method === 'INFO' ? ['Content-Type: application/dtmf-relay'] : [];
    const body = method === 'INVITE' || method === 'UPDATE' ? SDP : method === 'INFO' ? 'Signal=5' : '';
    const reply = await stranger.ask(stranger.request({ ...names, method, cseq: 900 + n, headers, body }), { patienceMs: 500 });
    if (reply && reply.status < 300) obeyed++;
  }
  await hangUp();
  return { leaks, obeyed };
}

export const f09: Attack = {
  id: 'F9',
  title: 'Passwords asked for, names forged, calls hijacked',
  what: 'A peer that is called asks for our password in the name of another realm; a phone claims to be somebody else in every spelling of P-Asserted-Identity, or hides line breaks in its name; a third party breaks into a call by Replaces, REFER, BYE or a new Contact, into one of a trunk, too; the far end of a trunk’s call asks for the trunk’s password.',
  limits: {
    'passwords sent to a foreign realm': { atMost: 0 },
    'forged names believed': { atMost: 0 },
    'headers smuggled': { atMost: 0 },
    'guessed requests inside a call obeyed': { atMost: 0 },
    'calls taken over by Replaces': { atMost: 0 },
    'overheard calls obeyed from elsewhere': { atMost: 0 },
    'overheard trunk calls obeyed from elsewhere': { atMost: 0 },
    'trunk passwords sent to the far end': { atMost: 0 },
  },
  async run(arena) {
    const leaks = await digestLeaks(arena);
    const { believed, smuggled } = await spoofs(arena);
    const { guessed, replaced, stolen } = await hijacks(arena, await arena.newCall());
    const trunk = await trunkLegs(arena);
    return {
      'passwords sent to a foreign realm': leaks,
      'overheard trunk calls obeyed from elsewhere': trunk.obeyed,
      'trunk passwords sent to the far end': trunk.leaks,
      'forged names believed': believed,
      'headers smuggled': smuggled,
      'guessed requests inside a call obeyed': guessed,
      'calls taken over by Replaces': replaced,
      'overheard calls obeyed from elsewhere': stolen,
    };
  },
};
