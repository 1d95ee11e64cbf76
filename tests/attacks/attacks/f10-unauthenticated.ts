import type { Attack } from '../support/attack.ts';

const SDP = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 4000 RTP/AVP 8', ''].join('\r\n');
const METHODS: readonly (readonly [string, readonly string[]])[] = [
  ['INVITE', []],
  ['REGISTER', ['Expires: 60']],
  ['OPTIONS', []],
  ['MESSAGE', []],
  ['SUBSCRIBE', ['Event: message-summary', 'Expires: 60']],
  ['PUBLISH', ['Event: presence', 'Expires: 60']],
  ['REFER', ['Refer-To: <sip:0900123456@127.0.0.1>']],
  ['INFO', ['Content-Type: application/dtmf-relay']],
  ['NOTIFY', ['Event: presence', 'Subscription-State: active']],
  ['UPDATE', []],
  ['PRACK', ['RAck: 1 1 INVITE']],
  ['BYE', []],
];

export const f10: Attack = {
  id: 'F10',
  title: 'Requests without a password',
  what: 'Every method of SIP from a stranger, who claims to be an existing phone, an absent one, or nobody.',
  limits: { 'believed without a password': { atMost: 0 }, 'calls that reached call control': { atMost: 0 } },
  async run(arena) {
    await arena.board.account('1001');
    const before = arena.board.arrived.length;
    let believed = 0;
    let silent = 0;
    let asked = 0;
    for (const [method, headers] of METHODS) {
      for (const fromUser of ['1001', '1999', 'anonymous', 'refb']) {
        const socket = await arena.socket();
        const body = method === 'INVITE' ? SDP : '';
        const answer = await socket.ask(
          socket.request({ method, fromUser, toUser: method === 'REGISTER' ? fromUser : 'refb', headers, body }),
          {
            patienceMs: 300,
          },
        );
        asked++;
        if (!answer) silent++;
        else if (answer.status < 300) believed++;
      }
    }
    return {
      'believed without a password': believed,
      'calls that reached call control': arena.board.arrived.length - before,
      'requests sent': asked,
      'not answered at all': silent,
    };
  },
};
