import { sine } from '@zuoxi/sound';
import {
  type DtlsKeys,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  RTCPeerConnection as WeriftPeer,
  MediaStreamTrack as WeriftTrack,
} from 'werift';
import { decode, encode, hasTone } from './tone-detector.ts';

export interface WebRtcPeer {
  pc: WeriftPeer;
  /** In the last 200 ms. */
  hears(tone: number): boolean;
  close(): Promise<void>;
}

/** A peer made of werift, which says a tone once it is connected. `keys`: a certificate with its key, or with one that is not its own. */
export function webRtcPeer(frequency: number, keys?: DtlsKeys): WebRtcPeer {
  const pc = new WeriftPeer({
    codecs: { audio: [new RTCRtpCodecParameters({ mimeType: 'audio/PCMA', clockRate: 8000, channels: 1, payloadType: 8 })], video: [] },
    iceUseIpv6: false,
    iceServers: [],
    iceAdditionalHostAddresses: ['127.0.0.1'],
    ...(keys ? { dtls: { keys } } : {}),
  });
  const track = new WeriftTrack({ kind: 'audio' });
  const transceiver = pc.addTransceiver(track, { direction: 'sendrecv' });
  const heard: Buffer[] = [];
  transceiver.onTrack.subscribe((remote) => remote.onReceiveRtp.subscribe((packet) => heard.push(packet.payload)));
  let said = 0;
  const timer = setInterval(() => {
    if (pc.connectionState !== 'connected') return;
    said++;
    const header = new RtpHeader({ payloadType: 8, sequenceNumber: said, timestamp: said * 160, ssrc: 4711 });
    track.writeRtp(new RtpPacket(header, encode(sine(frequency, 160, said * 160), 'PCMA')));
  }, 20);
  return {
    pc,
    hears: (tone) => hasTone(Int16Array.from(heard.slice(-10).flatMap((p) => [...decode(p, 'PCMA')])), tone),
    close: async () => {
      clearInterval(timer);
      await pc.close();
    },
  };
}
