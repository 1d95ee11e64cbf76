import type { WebSocket } from 'ws';

/** Just enough SIP over WebSocket for JsSIP to register and to be rung. No sound. */
let current: WebSocket | null = null;
let contact = '';
let ringing: string | null = null;
let cseq = 1;

const header = (message: string, name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(message)?.[1]?.trim() ?? '';

export function fakeSip(ws: WebSocket, onAnswered: () => void): void {
  current = ws;
  ws.on('message', (raw) => {
    const message = String(raw);
    const first = message.split('\r\n')[0] ?? '';
    if (first.startsWith('SIP/2.0 200') && /INVITE/.test(header(message, 'CSeq'))) {
      ws.send(
        [
          `ACK ${contact} SIP/2.0`,
          'Via: SIP/2.0/WSS fake;branch=z9hG4bKack',
          'Max-Forwards: 70',
          `From: ${header(message, 'From')}`,
          `To: ${header(message, 'To')}`,
          `Call-ID: ${header(message, 'Call-ID')}`,
          `CSeq: ${parseInt(header(message, 'CSeq'), 10)} ACK`,
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      );
      onAnswered();
    }
    if (first.startsWith('SIP/2.0')) return;
    const method = first.split(' ')[0];
    if (method === 'ACK') return;
    if (method === 'REGISTER') contact = /<([^>]+)>/.exec(header(message, 'Contact'))?.[1] ?? contact;
    ws.send(
      [
        'SIP/2.0 200 OK',
        `Via: ${header(message, 'Via')}`,
        `From: ${header(message, 'From')}`,
        `To: ${header(message, 'To')};tag=fake`,
        `Call-ID: ${header(message, 'Call-ID')}`,
        `CSeq: ${header(message, 'CSeq')}`,
        ...(method === 'REGISTER' ? [`Contact: <${contact}>;expires=120`] : []),
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  });
}

const sdp = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 0 8',
  'c=IN IP4 127.0.0.1',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuvwx',
  'a=ice-lite',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host',
  '',
].join('\r\n');

export function invite(number: string): void {
  if (!current || !contact) return;
  cseq++;
  ringing = [
    `Via: SIP/2.0/WSS fake;branch=z9hG4bK${cseq}`,
    'Max-Forwards: 70',
    `From: <sip:${number}@zuoxi>;tag=f${cseq}`,
    `To: <${contact}>`,
    `Call-ID: fake-${cseq}`,
  ].join('\r\n');
  current.send(
    `INVITE ${contact} SIP/2.0\r\n${ringing}\r\nCSeq: ${cseq} INVITE\r\nContact: <sip:fake@127.0.0.1;transport=ws>\r\nContent-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`,
  );
}

export function cancel(): void {
  if (!current || !ringing) return;
  current.send(`CANCEL ${contact} SIP/2.0\r\n${ringing}\r\nCSeq: ${cseq} CANCEL\r\nContent-Length: 0\r\n\r\n`);
  ringing = null;
}
