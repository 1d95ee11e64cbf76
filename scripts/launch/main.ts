import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { CertificateError, loadCertificate } from '../../apps/server/src/tls.ts';
import { Child } from './child.ts';
import { markFolder, probeFolder, refuseNewerFolder } from './folder.ts';
import { takeLock } from './lock.ts';
import { Postgres } from './postgres.ts';
import { Sentence } from './sentence.ts';
import { printWelcome, type ReadyMessage } from './welcome.ts';

const root = resolve(import.meta.dirname, '../..');

/** What the softswitch reports when it is ready. */
interface SoftswitchReady {
  sipPort: number;
  sipWsPort: number;
  sipTlsPort: number;
  sipWssPort: number;
  ariPort: number;
}

/** What has been started, in the order in which it ends backwards. */
interface Running {
  name: 'postgres' | 'softswitch' | 'server';
  restarts: number;
  stop(): Promise<void>;
}

/**
 * 1. one launcher per data folder, a folder that this version knows  2. PostgreSQL  3. softswitch  4. server  5. say where everything is.
 * `DATABASE_URL` and `ZUOXI_ARI_URLS` replace the embedded parts. A setting that cannot be used ends the first start with a sentence; from
 * then on every part is started again whenever it ends, and the others run on. Ends everything in the opposite order.
 */
async function launch(): Promise<void> {
  const dataDir = resolve(process.env.ZUOXI_DATA_DIR || 'data');
  await probeFolder(dataDir);
  const releaseLock = await takeLock(dataDir);
  keepDemoAtHome();
  const running: Running[] = [];

  let stopping: Promise<never> | undefined;
  const stop = (code: number): Promise<never> => {
    stopping ??= (async () => {
      for (const part of running.reverse()) await part.stop();
      await releaseLock();
      process.exit(code);
    })();
    return stopping;
  };
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  process.on('disconnect', () => void stop(0));

  try {
    await refuseNewerFolder(dataDir);
    // For /metrics: how often each part was started again.
    const tellRestarts = () =>
      server.tell({ type: 'restarts', restarts: Object.fromEntries(running.map(({ name, restarts }) => [name, restarts])) });
    const server = new Child({
      name: 'server',
      script: resolve(root, 'apps/server/src/main.ts'),
      args: process.argv.slice(2).filter((arg) => arg === '--demo' || arg === '--demo=empty'),
      env: { ZUOXI_DATA_DIR: dataDir },
      onRestart: () => {},
      onReady: tellRestarts,
    });
    const databaseUrl = process.env.DATABASE_URL || (await startPostgres(dataDir, running, tellRestarts));
    const engine = process.env.ZUOXI_ARI_URLS ? undefined : await startSoftswitch(dataDir, running, tellRestarts);
    server.setEnv({ DATABASE_URL: databaseUrl });
    if (engine) {
      server.setEnv({
        ZUOXI_ARI_URLS: engine.ariUrl,
        ZUOXI_SIP_WS_URL: `ws://127.0.0.1:${engine.ready.sipWsPort}/ws`,
        ZUOXI_SIP_PORT: String(engine.ready.sipPort),
      });
    }
    running.push(partOf('server', server));
    // Our own PostgreSQL comes back by itself; one that others run may be named wrongly.
    const ready = (await server.start({ patient: !process.env.DATABASE_URL })) as ReadyMessage;
    // Started again after a crash, it must be found where it was.
    server.setEnv({ ZUOXI_HTTP_PORT: String(ready.httpPort), ZUOXI_HTTPS_PORT: String(ready.httpsPort) });
    await markFolder(dataDir);
    printWelcome(ready, engine?.ready.sipPort, engine?.ready.sipTlsPort);
    server.tell({ type: 'welcomed' });
    // For whoever started us with an IPC channel (the tests).
    process.send?.({ ...ready, sipPort: engine?.ready.sipPort });
  } catch (error) {
    if (stopping) return;
    process.stderr.write(`${sentenceOf(error)}\n`);
    await stop(1);
  }
}

function partOf(name: Running['name'], part: { readonly restarts: number; stop(): Promise<void> }): Running {
  return {
    name,
    get restarts() {
      return part.restarts;
    },
    stop: () => part.stop(),
  };
}

function sentenceOf(error: unknown): string {
  if (error instanceof Sentence || error instanceof CertificateError) return error.message;
  return String(error instanceof Error ? error.stack : error);
}

/** The passwords of the demo are published: console, SIP and sound are this machine's only, unless ZUOXI_BIND says otherwise. */
function keepDemoAtHome(): void {
  if (!process.argv.some((arg) => arg.startsWith('--demo')) || process.env.ZUOXI_BIND) return;
  process.env.ZUOXI_BIND = '127.0.0.1';
  process.env.ZUOXI_SIP_BIND ||= '127.0.0.1';
}

async function startPostgres(dataDir: string, running: Running[], onRestart: () => void): Promise<string> {
  const postgres = await Postgres.prepare(dataDir, onRestart);
  running.push(partOf('postgres', postgres));
  await postgres.start();
  return postgres.url;
}

async function startSoftswitch(
  dataDir: string,
  running: Running[],
  onRestart: () => void,
): Promise<{ ready: SoftswitchReady; ariUrl: string }> {
  const password = randomBytes(24).toString('base64url');
  const { ZUOXI_SIP_TLS_CERT, ZUOXI_SIP_TLS_KEY } = process.env;
  const hasOwn = Boolean(ZUOXI_SIP_TLS_CERT || ZUOXI_SIP_TLS_KEY);
  // One certificate for the console and for SIP over TLS; whoever comes first makes it.
  if (!hasOwn) await loadCertificate(dataDir);
  const softswitch = new Child({
    name: 'softswitch',
    script: resolve(root, 'packages/softswitch/src/main.ts'),
    args: [],
    env: {
      ZUOXI_DATA_DIR: dataDir,
      ZUOXI_ARI_USER: 'zuoxi',
      ZUOXI_ARI_PASSWORD: password,
      ZUOXI_ARI_PORT: process.env.ZUOXI_ARI_PORT || '0',
      ZUOXI_SIP_WS_PORT: process.env.ZUOXI_SIP_WS_PORT || '0',
      ...(hasOwn ? {} : { ZUOXI_SIP_TLS_CERT: join(dataDir, 'https.crt'), ZUOXI_SIP_TLS_KEY: join(dataDir, 'https.key') }),
      // The server forwards the browsers' SIP from here.
      ZUOXI_TRUSTED_PROXIES: process.env.ZUOXI_TRUSTED_PROXIES || '127.0.0.1',
    },
    onRestart,
  });
  running.push(partOf('softswitch', softswitch));
  const ready = (await softswitch.start()) as SoftswitchReady;
  // A softswitch that is started again after a crash must be found where it was.
  softswitch.setEnv({
    ZUOXI_ARI_PORT: String(ready.ariPort),
    ZUOXI_SIP_WS_PORT: String(ready.sipWsPort),
    ZUOXI_SIP_PORT: String(ready.sipPort),
    ZUOXI_SIP_TLS_PORT: String(ready.sipTlsPort),
    ...(process.env.ZUOXI_SIP_WSS_PORT ? { ZUOXI_SIP_WSS_PORT: String(ready.sipWssPort) } : {}),
  });
  return { ready, ariUrl: `http://zuoxi:${password}@127.0.0.1:${ready.ariPort}/ari` };
}

await launch().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
});
