import type { PortPool } from './port-pool.ts';
import type { RtpView } from './rtp-packet.ts';
import type { SecureParameters } from './sdp-audio.ts';

/** What a transport hands to the leg it belongs to. */
export interface TransportSink {
  /** A valid packet from the right party. `packet` belongs to the sink from now on; `view` only during the call. */
  rtp(packet: Buffer, view: RtpView, nowMs: number): void;
  /** A (compound) RTCP packet from the right party. */
  rtcp(packet: Buffer): void;
  /** The way is broken for good (WebRTC: ICE or DTLS). */
  failed(reason: string): void;
}

/** Where somebody says that they send from. */
export interface Source {
  address: string | undefined;
  port: number;
}

/** Carries RTP to and from one party: plain UDP, WebRTC, or a message port to another worker. */
export interface MediaTransport {
  /** False while packets would go nowhere: no address known yet, handshake not done. */
  readonly ready: boolean;
  /** Datagrams dropped: from an address other than the learned one, or not RTP. */
  readonly strangersDropped: number;
  /** UDP ports held. */
  readonly ports: number;
  /** Sends `packet`; the bytes may be used again when this returns. Never throws. */
  send(packet: Buffer): void;
  sendRtcp(packet: Buffer): void;
  /** Tells, once, which of these packets come from, the first of the list before the others; they are not heard for that. */
  awaitFrom?(sources: readonly Source[], onPackets: (index: number) => void): void;
  close(): Promise<void>;
}

/** To a browser: ICE and DTLS. */
export interface WebRtcMediaTransport extends MediaTransport {
  readonly port: number;
  /** Its lines of SDP. `remoteUfrag`: whom they answer. */
  sdpLines(setup: 'actpass' | 'passive', remoteUfrag: string | undefined): readonly string[];
  setRemote(secure: SecureParameters): void;
}

/**
 * Opens such a transport on a port of the pool; rejects with `MediaError('no-port')`. Handed in by the process: the sound itself knows no
 * WebRTC library.
 */
export type OpenWebRtc = (
  pool: PortPool,
  sink: TransportSink,
  addresses: { bindAddress: string; advertisedAddress: string },
) => Promise<WebRtcMediaTransport>;
