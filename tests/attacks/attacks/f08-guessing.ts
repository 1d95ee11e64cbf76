import type { Arena } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';
import { authorization, type SipSocket, unique } from '../support/sip-socket.ts';

const VICTIM = 'victim';
const RIGHT = { username: VICTIM, password: `pw-${VICTIM}` };
const TRIES = 10;

const isOk = (status: number | undefined): number => (status === 200 ? 1 : 0);
const register = { method: 'REGISTER', fromUser: VICTIM, headers: ['Expires: 60'] };

/** The same request again: other branch, higher CSeq, everything that was signed unchanged. */
function played(signed: string, cseq: number): string {
  return signed.replace(/branch=[^;\s]+/, `branch=z9hG4bK${unique()}`).replace(/^CSeq: \d+/m, `CSeq: ${cseq}`);
}

/** What an eavesdropper can do with one registration he saw, in how many ways it is believed. */
async function replay(arena: Arena, phone: SipSocket): Promise<number> {
  const { signed } = await phone.askSigned(register, RIGHT);
  const elsewhere = await arena.socket();
  let accepted = 0;
  const variants = [
    played(signed, 3),
    played(signed, 4).replace(/^Call-ID: .*$/m, `Call-ID: ${unique()}`),
    // nc must be part of what was signed.
    played(signed, 5).replace('nc=00000001', 'nc=00000002'),
    played(signed, 6).replace(/^Contact: .*$/m, `Contact: ${elsewhere.contact}`),
    played(signed, 7).replace('qop=auth, ', ''),
    played(signed, 8).replace(/cnonce="[^"]*"/, 'cnonce="other"'),
  ];
  for (const socket of [elsewhere, phone]) {
    for (const variant of variants) {
      const fresh = played(variant, 20 + accepted);
      accepted += isOk((await socket.ask(fresh, { patienceMs: 400 }))?.status);
    }
  }
  return accepted;
}

/** Weaker ways than what was offered, with the right password: RFC 2069 (no qop, can be played again), a nonce of his own. */
async function downgrade(arena: Arena): Promise<number> {
  const socket = await arena.socket();
  const challenge = await socket.ask(socket.request(register));
  if (!challenge) return 0;
  const uri = `sip:127.0.0.1:${arena.engine.sipPort}`;
  const signed = { ...RIGHT, method: 'REGISTER', uri };
  const withoutQop = authorization(challenge.text, { ...signed, qop: false });
  const forgedNonce = authorization(challenge.text.replace(/nonce="[^"]*"/, 'nonce="0123456789abcdef"'), signed);
  let accepted = 0;
  for (const header of [withoutQop, forgedNonce]) {
    const answer = await socket.ask(socket.request({ ...register, headers: [header] }), { patienceMs: 400 });
    accepted += isOk(answer?.status);
  }
  return accepted;
}

export const f08: Attack = {
  id: 'F8',
  title: 'Guessed passwords, recorded sign-ins',
  what: 'Passwords of one account are tried one after the other (svcrack); a registration that was overheard is sent again, changed in several ways; weaker methods of signing in are offered.',
  limits: {
    'right password believed after 10 wrong': { atMost: 0 },
    'the real phone is served': { atLeast: 1 },
    'recorded sign-ins accepted': { atMost: 0 },
    'weaker sign-ins accepted': { atMost: 0 },
  },
  async run(arena) {
    await arena.board.account(VICTIM);
    const phone = await arena.socket();
    if (isOk((await phone.askSigned(register, RIGHT)).answer?.status) === 0) throw new Error('the victim could not register');

    const guesser = await arena.socket();
    const before = securityEvents(await arena.engine.log());
    for (let n = 0; n < TRIES; n++) await guesser.askSigned(register, { username: VICTIM, password: `guess${n}` }, { patienceMs: 500 });
    const guessed = await guesser.askSigned(register, RIGHT, { patienceMs: 500 });
    const real = await phone.askSigned(register, RIGHT);
    // Somebody else at the guesser's address still gets in.
    await arena.board.account('neighbour');
    const neighbour = await guesser.askSigned({ ...register, fromUser: 'neighbour' }, { username: 'neighbour', password: 'pw-neighbour' });
    const events = securityEvents(await arena.engine.log()) - before;
    return {
      'right password believed after 10 wrong': isOk(guessed.answer?.status),
      'the real phone is served': isOk(real.answer?.status),
      'neighbour at the same address is served': isOk(neighbour.answer?.status),
      'recorded sign-ins accepted': await replay(arena, phone),
      'weaker sign-ins accepted': await downgrade(arena),
      ...(arena.engineName === 'softswitch' ? { 'security events written': events } : {}),
    };
  },
};

const securityEvents = (log: string): number => log.split('security.sip-auth-failed').length - 1;
