import { MediaError } from '../media/api.ts';
import type { MediaPorts } from '../media/media-ports.ts';
import type { PortPair } from '../media/port-pool.ts';
import type { SecureParameters } from '../media/sdp-audio.ts';
import type { MediaTransport, TransportSink } from '../media/transport.ts';

/** Placeholder of slice 3. */
export class WebRtcTransport implements MediaTransport {
  readonly ready = false;
  readonly strangersDropped = 0;
  readonly ports = 1;
  static async create(pair: PortPair, _sink: TransportSink, _ports: MediaPorts): Promise<WebRtcTransport> {
    await pair.release();
    throw new MediaError('failed', 'WebRTC is not there yet');
  }
  sdpLines(_setup: 'actpass' | 'active' | 'passive'): readonly string[] {
    return [];
  }
  setRemote(_secure: SecureParameters, _role: 'client' | 'server'): void {}
  send(): void {}
  sendRtcp(): void {}
  async close(): Promise<void> {}
}
