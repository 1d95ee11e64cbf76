import { randomBytes } from 'node:crypto';
import type { CodecName, LegOptions } from './api.ts';
import type { PortPool } from './port-pool.ts';
import type { LocalAudio, Negotiated } from './sdp-session.ts';
import { MASTER_KEY, MASTER_SALT } from './srtp.ts';
import type { MediaTransport, OpenWebRtc, TransportSink } from './transport.ts';
import { UdpTransport } from './udp-transport.ts';

export interface MediaPorts {
  pool: PortPool;
  bindAddress: string;
  advertisedAddress: string;
  openWebRtc: OpenWebRtc;
}

export interface OpenTransport {
  transport: MediaTransport;
  local: LocalAudio;
  /** Tells the transport what was agreed on, and the host that said so. */
  apply(negotiated: Negotiated, signallingAddress: string | undefined): void;
}

export interface TransportOptions {
  sdes: NonNullable<LegOptions['sdes']>;
  dtmf: NonNullable<LegOptions['dtmf']>;
}

/** Takes a port and puts the transport of that kind on it. Rejects with `MediaError('no-port')`. */
export async function openTransport(
  ports: MediaPorts,
  kind: LegOptions['kind'],
  sink: TransportSink,
  codecs: readonly CodecName[],
  ssrc: number,
  { sdes, dtmf }: TransportOptions,
): Promise<OpenTransport> {
  const address = ports.advertisedAddress;
  const events = dtmf === 'events' || dtmf === 'auto';
  if (kind === 'webrtc') {
    const transport = await ports.openWebRtc(ports.pool, sink, ports);
    return {
      transport,
      local: {
        kind,
        address,
        port: transport.port,
        codecs,
        sdes: 'none',
        events,
        newKey,
        transportLines: (setup, remote) => [...transport.sdpLines(setup, remote?.iceUfrag), `ssrc:${ssrc} cname:zuoxi`],
      },
      apply: ({ remote }) => {
        if (remote.secure) transport.setRemote(remote.secure);
      },
    };
  }
  const pair = await ports.pool.take(true);
  const transport = new UdpTransport(pair, sink);
  return {
    transport,
    local: { kind, address, port: pair.port, codecs, sdes, events, newKey, transportLines: () => [] },
    apply: ({ remote, crypto }, signallingAddress) => {
      if (remote.port === 0) return;
      transport.setCrypto(crypto);
      transport.setRemote(remote, signallingAddress);
    },
  };
}

function newKey(): { key: Buffer; salt: Buffer } {
  return { key: randomBytes(MASTER_KEY), salt: randomBytes(MASTER_SALT) };
}
