import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createLogger } from '@zuoxi/kit';
import { type Softswitch, type SoftswitchOptions, startSoftswitch } from './index.ts';

/** A setting that cannot be used; its message is one sentence for the operator. */
class SettingError extends Error {}

function port(name: string, otherwise: number): number {
  const text = process.env[name] ?? '';
  if (text === '') return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new SettingError(`${name} must be a port number from 0 to 65535, not "${text}".`);
  return value;
}

function optionalPort(name: string): number | undefined {
  return process.env[name] ? port(name, 0) : undefined;
}

/** Both or neither; checked here, for a broken pair would refuse every phone without a word. */
function certificate(): { cert: string; key: string } | undefined {
  const [certPath, keyPath] = [process.env.ZUOXI_SIP_TLS_CERT ?? '', process.env.ZUOXI_SIP_TLS_KEY ?? ''];
  if (certPath === '' && keyPath === '') return undefined;
  if (certPath === '' || keyPath === '') throw new SettingError('ZUOXI_SIP_TLS_CERT and ZUOXI_SIP_TLS_KEY must be set together.');
  const read = (name: string, path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      throw new SettingError(`The file of ${name} cannot be read: ${path}.`);
    }
  };
  const pair = { cert: read('ZUOXI_SIP_TLS_CERT', certPath), key: read('ZUOXI_SIP_TLS_KEY', keyPath) };
  try {
    if (new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))) return pair;
  } catch {
    throw new SettingError('ZUOXI_SIP_TLS_CERT and ZUOXI_SIP_TLS_KEY must be a certificate and its private key, both PEM.');
  }
  throw new SettingError('The key of ZUOXI_SIP_TLS_KEY does not belong to the certificate of ZUOXI_SIP_TLS_CERT.');
}

/** True: SHA-256 beside MD5. */
function offersSha256(): boolean {
  const text = (process.env.ZUOXI_SIP_DIGEST || 'md5').toLowerCase().replaceAll(' ', '');
  if (text === 'md5') return false;
  if (text === 'sha-256,md5') return true;
  throw new SettingError(`ZUOXI_SIP_DIGEST must be md5 or sha-256,md5, not "${process.env.ZUOXI_SIP_DIGEST}".`);
}

/** An address, never a name: it is written into SIP and SDP. */
function address(name: string): string | undefined {
  const text = process.env[name] || undefined;
  if (text !== undefined && isIP(text) === 0) throw new SettingError(`${name} must be an IP address, not "${text}".`);
  return text;
}

function portRange(name: string): readonly [number, number] {
  const text = process.env[name] || '16384-32767';
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(text);
  const [low, high] = [Number(match?.[1]), Number(match?.[2])];
  if (text === '0' || text === '0-0') return [0, 0];
  if (!match || low < 1 || high > 65535 || high - low < 1)
    throw new SettingError(`${name} must be two ports like 16384-32767, not "${text}".`);
  return [low, high];
}

function list(name: string): string[] | undefined {
  const values = (process.env[name] ?? '').split(',').map((part) => part.trim());
  const given = values.filter((part) => part !== '');
  return given.length > 0 ? given : undefined;
}

function readSettings(): SoftswitchOptions {
  const password = process.env.ZUOXI_ARI_PASSWORD ?? '';
  if (password === '') throw new SettingError('ZUOXI_ARI_PASSWORD must be set: without it anybody could make calls.');
  const sipPort = port('ZUOXI_SIP_PORT', 5060);
  return {
    dataDir: process.env.ZUOXI_DATA_DIR || join(process.cwd(), 'data'),
    ari: {
      user: process.env.ZUOXI_ARI_USER || 'zuoxi',
      password,
      bindAddress: process.env.ZUOXI_ARI_BIND || '127.0.0.1',
      port: port('ZUOXI_ARI_PORT', 8088),
    },
    bindAddress: process.env.ZUOXI_SIP_BIND || '0.0.0.0',
    advertisedAddress: address('ZUOXI_ADVERTISED_ADDRESS'),
    sipPort,
    certificate: certificate(),
    // 5061 beside 5060; any beside any.
    sipTlsPort: port('ZUOXI_SIP_TLS_PORT', sipPort === 0 ? 0 : 5061),
    sipWssPort: optionalPort('ZUOXI_SIP_WSS_PORT'),
    offerSha256: offersSha256(),
    sipWsPort: port('ZUOXI_SIP_WS_PORT', 5066),
    // Unencrypted, and without the server's check of session and origin: not for other machines unless asked for.
    sipWsBindAddress: process.env.ZUOXI_SIP_WS_BIND || '127.0.0.1',
    rtpPorts: portRange('ZUOXI_RTP_PORTS'),
    webSocketOrigins: list('ZUOXI_SIP_WS_ORIGINS'),
    trustedProxies: list('ZUOXI_TRUSTED_PROXIES'),
  };
}

/** One sentence for the operator. */
function explain(error: unknown): string {
  if (error instanceof SettingError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, port: at, address, syscall } = Object.assign({ code: '', port: 0, address: '', syscall: '' }, error);
  if (code === 'EADDRINUSE')
    return `Port ${at} on ${address} is in use by another program; choose another with ZUOXI_SIP_PORT, ZUOXI_SIP_TLS_PORT, ZUOXI_SIP_WS_PORT, ZUOXI_SIP_WSS_PORT or ZUOXI_ARI_PORT.`;
  if (code === 'EACCES') return `Port ${at} may not be opened by this user.`;
  if (code === 'EADDRNOTAVAIL') return `The address ${address} is not one of this machine's; check ZUOXI_SIP_BIND and ZUOXI_ARI_BIND.`;
  return `The softswitch could not start: ${error.message}${syscall ? ` (${syscall})` : ''}.`;
}

function stopOnSignals(softswitch: Softswitch): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    softswitch.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The process that started us is gone.
  process.off('disconnect', endUnready);
  process.on('disconnect', stop);
}

/** Whoever started us is gone before we were ready: nobody would ever end us. */
const endUnready = (): never => process.exit(1);

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];

function logLevel(): string {
  const level = process.env.ZUOXI_LOG_LEVEL || 'info';
  if (LEVELS.includes(level)) return level;
  process.stderr.write(`ZUOXI_LOG_LEVEL must be one of ${LEVELS.join(', ')}, not "${level}".\n`);
  return process.exit(2);
}

async function main(): Promise<void> {
  process.on('disconnect', endUnready);
  const logger = createLogger('softswitch', logLevel());
  // A fault costs one message or one call, never all of them; it is loud in the log.
  process.on('uncaughtException', (error) => logger.error({ err: error }, 'uncaught exception'));
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));
  try {
    const settings = readSettings();
    if (settings.sipWssPort !== undefined && !settings.certificate) {
      throw new SettingError('ZUOXI_SIP_WSS_PORT needs a certificate: set ZUOXI_SIP_TLS_CERT and ZUOXI_SIP_TLS_KEY.');
    }
    mkdirSync(join(settings.dataDir, 'softswitch'), { recursive: true });
    const softswitch = await startSoftswitch({ ...settings, logger });
    const { sipPort, sipWsPort, sipTlsPort, sipWssPort, ariPort } = softswitch;
    stopOnSignals(softswitch);
    // The launcher asks now and then whether our event loop still turns, and ends us when it does not.
    process.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'ping') process.send?.({ type: 'pong' });
    });
    const ports = { sipPort, sipWsPort, sipTlsPort, sipWssPort, ariPort };
    if (process.send) process.send({ type: 'ready', ...ports });
    else process.stdout.write(`${JSON.stringify({ ready: true, ...ports })}\n`);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(2);
  }
}

await main();
