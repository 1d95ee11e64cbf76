import { createLogger, type Logger, safeErrorText, systemClock } from '@zuoxi/kit';
import { z } from 'zod';
import { type FencedError, refusalOf } from './db/index.ts';
import { demo } from './demo.ts';
import { NewerWorldError } from './modules/engine/index.ts';
import type { Modules } from './modules/index.ts';
import { SecretKeyError } from './modules/secrets/index.ts';
import { firstStartShown } from './modules/tenants/index.ts';
import { readSettings, SettingsError } from './settings.ts';
import { startServer } from './start-server.ts';
import { CertificateError } from './tls.ts';

const ENGINE_LIMIT_MS = 10_000;
/** Exit code of a start that may succeed later (sysexits.h, EX_TEMPFAIL); the launcher tries again. */
const TEMPORARY = 75;
/** Exit code of a server whose database another one has taken over. */
const FENCED = 3;

/** Started by the launcher (scripts/start.mjs), which wants to know when the server answers, and ends it with a signal. */
async function main(): Promise<void> {
  // Whoever started us is gone before we are ready: nobody would ever end us.
  const endUnready = (): never => process.exit(1);
  process.on('disconnect', endUnready);
  const settings = readSettings(process.env);
  const logger = createLogger('server', settings.logLevel);
  const wantsDemo = process.argv.some((arg) => arg.startsWith('--demo'));
  const onFenced = (error: FencedError): never => {
    process.stderr.write(`${error.message}\n`);
    // At once: whatever is still written would be written over what the other server does.
    process.exit(FENCED);
  };
  const isOpen = !isLoopback(settings.bind) || !isLoopback(settings.sipBind ?? '127.0.0.1');
  const passwords = wantsDemo ? await demo.passwordsOf(settings.dataDir, isOpen) : undefined;
  const prepare = passwords ? { prepare: (modules: Modules) => prepareDemo(modules, passwords) } : {};
  const server = await startServer({ settings, logger, onFenced, bootstrap: !wantsDemo, ...prepare });
  // Whoever reads "ready" may ring at once.
  await server.modules.engine.whenAvailable(ENGINE_LIMIT_MS, systemClock);
  const ready = {
    type: 'ready',
    httpPort: server.httpPort,
    httpsPort: server.httpsPort,
    firstStart: server.firstStart,
    isLocal: !isOpen,
    demo: passwords && demo.summaryOf(passwords),
  };
  answerLauncher(server.modules, logger);
  process.send?.(ready);
  logger.info({ httpPort: server.httpPort, httpsPort: server.httpsPort }, 'the server answers');

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the server did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The launcher is gone: nobody would ever end us.
  process.off('disconnect', endUnready);
  process.on('disconnect', stop);
}

/** What the launcher says (scripts/launch): whether we still answer, how often it started what, and that it has shown the first password. */
function answerLauncher(modules: Modules, logger: Logger): void {
  process.on('message', (message: unknown) => {
    const said = LauncherMessage.safeParse(message).data;
    if (said?.type === 'ping') process.send?.({ type: 'pong' });
    if (said?.type === 'restarts') for (const [name, count] of Object.entries(said.restarts)) modules.health.restarts.set(name, count);
    if (said?.type === 'welcomed') {
      firstStartShown(modules.database).catch((error: unknown) =>
        logger.warn({ err: error }, 'it could not be kept that the first password was shown; the next start shows another one'),
      );
    }
  });
}

const LauncherMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('restarts'), restarts: z.record(z.string(), z.number()) }),
  z.object({ type: z.literal('welcomed') }),
]);

/** Only programs of this machine get there. */
const isLoopback = (address: string): boolean => address === 'localhost' || address === '::1' || address.startsWith('127.');

/** `--demo=empty` is one that nobody has worked with yet. */
async function prepareDemo(modules: Modules, passwords: Parameters<typeof demo.prepare>[1]): Promise<void> {
  await demo.prepare(modules, passwords);
  if (!process.argv.includes('--demo=empty')) await demo.fillHistory(modules);
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(refusalOf(error)?.isTemporary ? TEMPORARY : 2);
});

/** The system's error may be wrapped (drizzle names the query, the cause is beneath). */
function sentenceOf(error: unknown): string {
  const isSentence = [SettingsError, SecretKeyError, CertificateError, NewerWorldError].some((kind) => error instanceof kind);
  if (isSentence && error instanceof Error) return error.message;
  const refusal = refusalOf(error);
  if (refusal) return refusal.message;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, port } = Object.assign({ code: '', port: '' }, cause);
    if (code === 'EADDRINUSE') return `Port ${port} is already in use. Set ZUOXI_HTTP_PORT and ZUOXI_HTTPS_PORT to free ones.`;
    if (code === 'EACCES') return `Not allowed to use port ${port}. Choose a port above 1023.`;
  }
  return `The server could not start: ${safeErrorText(error)}`;
}
