import { findOrInstallAsterisk } from '../../scripts/asterisk/install.ts';
import { AsteriskInstance, type AsteriskOptions } from '../../scripts/asterisk/instance.ts';
import { freeTcpPort, freeUdpPort } from './free-port.ts';

const RTP_PORTS_EACH = 400;
let instances = 0;

/** One Asterisk for one test file, on ports nobody has. */
export async function startTestAsterisk(options: Partial<Omit<AsteriskOptions, 'installation'>> = {}): Promise<AsteriskInstance> {
  const installation = await findOrInstallAsterisk((line) => console.log(line));
  // Below the ports the system gives to whoever asks for port 0, and apart for each process and instance.
  const first = 10_000 + ((process.pid * 7 + instances++) % 40) * RTP_PORTS_EACH;
  return AsteriskInstance.start({
    installation,
    httpPort: await freeTcpPort(),
    sipPort: await freeUdpPort(),
    rtpPorts: [first, first + RTP_PORTS_EACH - 1],
    password: 'test-only',
    ...options,
  });
}
