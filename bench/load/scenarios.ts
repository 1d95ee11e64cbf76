/** SIPp scenarios. The caller is a carrier, who calls from the number of his call, the callee a phone that picks up at once; both speak G.711 A-law. */

const RESPONSE = (status: string, more: string) => `
  <send${status.startsWith('200') && more !== '' ? ' retrans="500"' : ''}><![CDATA[
      SIP/2.0 ${status}
      [last_Via:]
      [last_From:]
      [last_To:]${more === '' ? '' : ';tag=[pid]a[call_number]'}
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>${more.startsWith('v=0') ? '\n      Content-Type: application/sdp' : ''}
      Content-Length: ${more.startsWith('v=0') ? `[len]\n\n      ${more}` : '0'}
  ]]></send>`;

const sdp = (port: string) => `v=0
      o=bench 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [local_ip]
      t=0 0
      m=audio ${port} RTP/AVP 8
      a=rtpmap:8 PCMA/8000
      a=ptime:20
      a=sendrecv`;

const IN_DIALOG = (method: string, cseq: number) => `
      ${method} [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:1000@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: ${cseq} ${method}
      Max-Forwards: 70
      Content-Length: 0`;

const INVITE = (port: string) => `
      INVITE sip:1000@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:1000@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:[call_number]@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      ${sdp(port)}`;

/** Writes `<own audio port> <the engine's audio port>` into SIPp's log. */
const LOG_PORTS = `
    <action>
      <ereg regexp="m=audio ([0-9]+)" search_in="body" assign_to="line,port"/>
      <log message="[field0] [$port]"/>
    </action>`;

const scenario = (name: string, body: string) => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="${name}">${body}
</scenario>
`;

/** Port 9 is "discard": nobody listens, nobody sends. */
const NO_AUDIO = '9';
const AUDIO = '[field0]';

/** Calls that number without audio, and waits until the engine hangs up. */
export const waitingCaller = (number: string) =>
  scenario(
    'caller who waits',
    `
  <send retrans="500"><![CDATA[${INVITE(NO_AUDIO).replaceAll('sip:1000@', `sip:${number}@`)}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true"/>
  <send><![CDATA[${IN_DIALOG('ACK', 1)}
  ]]></send>
  <recv request="BYE"/>${RESPONSE('200 OK', '')}`,
  );

/** Calls, hangs up `holdMs` after the answer, and times the answer. */
export const briefCaller = (holdMs: number) =>
  scenario(
    'caller without audio',
    `
  <send retrans="500" start_rtd="setup"><![CDATA[${INVITE(NO_AUDIO)}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true" rtd="setup"/>
  <send><![CDATA[${IN_DIALOG('ACK', 1)}
  ]]></send>
  <pause milliseconds="${holdMs}"/>
  <send retrans="500"><![CDATA[${IN_DIALOG('BYE', 2)}
  ]]></send>
  <recv response="200"/>`,
  );

const answerer = (port: string, action: string, reference: string) => `
  <recv request="INVITE" rrs="true">${action}</recv>${RESPONSE('180 Ringing', 'tag')}${RESPONSE('200 OK', sdp(port))}
  <recv request="ACK"/>
  <recv request="BYE"/>${RESPONSE('200 OK', '')}${reference}`;

export const briefCallee = scenario('phone without audio', answerer(NO_AUDIO, '', ''));

const REFERENCE = '\n  <Reference variables="line"/>';

/** Calls, and stays until the engine hangs up. Its audio is at the port in the injection file. */
export const stayingCaller = scenario(
  'caller with audio',
  `
  <send retrans="500"><![CDATA[${INVITE(AUDIO)}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true">${LOG_PORTS}</recv>
  <send><![CDATA[${IN_DIALOG('ACK', 1)}
  ]]></send>
  <recv request="BYE"/>${RESPONSE('200 OK', '')}${REFERENCE}`,
);

export const stayingCallee = scenario('phone with audio', answerer(AUDIO, LOG_PORTS, REFERENCE));
