import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadCertificate } from '../../apps/server/src/tls.ts';
import { Child } from './child.ts';
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

/**
 * 1. one launcher per data folder  2. PostgreSQL  3. softswitch  4. server  5. say where everything is.
 * `DATABASE_URL` and `ZUOXI_ARI_URLS` replace the embedded parts. Ends everything in the opposite order.
 */
async function launch(): Promise<void> {
  const dataDir = resolve(process.env.ZUOXI_DATA_DIR || 'data');
  await mkdir(dataDir, { recursive: true }).catch((error: Error) => {
    throw new Sentence(`The data folder ${dataDir} cannot be made: ${error.message}`);
  });
  const releaseLock = await takeLock(dataDir);
  const running: { stop(): Promise<void> }[] = [];

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
  const onFatal = (sentence: string) => {
    process.stderr.write(`${sentence}\n`);
    void stop(1);
  };

  try {
    const databaseUrl = process.env.DATABASE_URL || (await startPostgres(dataDir, running, onFatal));
    const engine = process.env.ZUOXI_ARI_URLS ? undefined : await startSoftswitch(dataDir, running, onFatal);
    const server = new Child({
      name: 'server',
      script: resolve(root, 'apps/server/src/main.ts'),
      args: process.argv.slice(2).filter((arg) => arg === '--demo' || arg === '--demo=empty'),
      env: {
        ZUOXI_DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        ...(engine
          ? {
              ZUOXI_ARI_URLS: engine.ariUrl,
              ZUOXI_SIP_WS_URL: `ws://127.0.0.1:${engine.ready.sipWsPort}/ws`,
              ZUOXI_SIP_PORT: String(engine.ready.sipPort),
            }
          : {}),
      },
      onFatal,
    });
    running.push(server);
    const ready = (await server.start()) as ReadyMessage;
    // Started again after a crash, it must be found where it was.
    server.setEnv({ ZUOXI_HTTP_PORT: String(ready.httpPort), ZUOXI_HTTPS_PORT: String(ready.httpsPort) });
    printWelcome(ready, engine?.ready.sipPort, engine?.ready.sipTlsPort);
    // For whoever started us with an IPC channel (the tests).
    process.send?.({ ...ready, sipPort: engine?.ready.sipPort });
  } catch (error) {
    if (stopping) return;
    process.stderr.write(`${error instanceof Sentence ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    await stop(1);
  }
}

async function startPostgres(dataDir: string, running: { stop(): Promise<void> }[], onFatal: (sentence: string) => void): Promise<string> {
  const postgres = await Postgres.prepare(dataDir, onFatal);
  running.push(postgres);
  await postgres.start();
  return postgres.url;
}

async function startSoftswitch(
  dataDir: string,
  running: { stop(): Promise<void> }[],
  onFatal: (sentence: string) => void,
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
    onFatal,
  });
  running.push(softswitch);
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
  process.stderr.write(`${error instanceof Sentence ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exit(1);
});
