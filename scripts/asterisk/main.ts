// `npm run asterisk`: gets Asterisk if need be, and runs one for development; prints what to start the product with.
// `--get`: gets it and no more.
import { findOrInstallAsterisk, NoAsterisk } from './install.ts';
import { AsteriskInstance } from './instance.ts';

const number = (name: string, fallback: number): number => Number(process.env[name] || fallback);

try {
  const installation = await findOrInstallAsterisk((line) => console.log(line));
  if (process.argv.includes('--get')) process.exit(0);
  const [first = 20_000, last = 29_999] = (process.env.ZUOXI_ASTERISK_RTP_PORTS || '20000-29999').split('-').map(Number);
  const asterisk = await AsteriskInstance.start({
    installation,
    httpPort: number('ZUOXI_ASTERISK_HTTP_PORT', 8088),
    sipPort: number('ZUOXI_ASTERISK_SIP_PORT', 5060),
    rtpPorts: [first, last],
    bindAddress: process.env.ZUOXI_ASTERISK_BIND || '0.0.0.0',
    musicUrl: `http://127.0.0.1:${number('ZUOXI_HTTP_PORT', 8080)}/prompts/music.wav`,
  });
  console.log(`Asterisk ${installation.version} takes SIP on port ${asterisk.sipPort}. Start the product over it with:`);
  console.log(`  ZUOXI_ARI_URLS=${asterisk.ariUrl} ZUOXI_SIP_WS_URL=${asterisk.sipWebSocketUrl} npm start -- --demo`);
  console.log('Press Ctrl+C to stop Asterisk.');
  const stop = () => void asterisk.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  console.error(error instanceof NoAsterisk ? error.message : error);
  process.exitCode = 1;
}
