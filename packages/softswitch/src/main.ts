import { mkdirSync } from 'node:fs';
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
  return {
    dataDir: process.env.ZUOXI_DATA_DIR || join(process.cwd(), 'data'),
    ari: {
      user: process.env.ZUOXI_ARI_USER || 'zuoxi',
      password,
      bindAddress: process.env.ZUOXI_ARI_BIND || '127.0.0.1',
      port: port('ZUOXI_ARI_PORT', 8088),
    },
    bindAddress: process.env.ZUOXI_SIP_BIND || '0.0.0.0',
    advertisedAddress: process.env.ZUOXI_ADVERTISED_ADDRESS || undefined,
    sipPort: port('ZUOXI_SIP_PORT', 5060),
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
    return `Port ${at} on ${address} is in use by another program; choose another with ZUOXI_SIP_PORT, ZUOXI_SIP_WS_PORT or ZUOXI_ARI_PORT.`;
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
  process.on('disconnect', stop);
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];

function logLevel(): string {
  const level = process.env.ZUOXI_LOG_LEVEL || 'info';
  if (LEVELS.includes(level)) return level;
  process.stderr.write(`ZUOXI_LOG_LEVEL must be one of ${LEVELS.join(', ')}, not "${level}".\n`);
  return process.exit(2);
}

async function main(): Promise<void> {
  const logger = createLogger('softswitch', logLevel());
  // A fault costs one message or one call, never all of them; it is loud in the log.
  process.on('uncaughtException', (error) => logger.error({ err: error }, 'uncaught exception'));
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));
  try {
    const settings = readSettings();
    mkdirSync(join(settings.dataDir, 'softswitch'), { recursive: true });
    const softswitch = await startSoftswitch({ ...settings, logger });
    const { sipPort, sipWsPort, ariPort } = softswitch;
    stopOnSignals(softswitch);
    if (process.send) process.send({ type: 'ready', sipPort, sipWsPort, ariPort });
    else process.stdout.write(`${JSON.stringify({ ready: true, sipPort, sipWsPort, ariPort })}\n`);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(2);
  }
}

await main();
