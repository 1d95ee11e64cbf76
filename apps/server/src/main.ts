import { createLogger, safeErrorText, systemClock } from '@zuoxi/kit';
import { demo } from './demo.ts';
import type { Modules } from './modules/index.ts';
import { readSettings, SettingsError } from './settings.ts';
import { startServer } from './start-server.ts';

const ENGINE_LIMIT_MS = 10_000;

/** Started by the launcher (scripts/start.mjs), which wants to know when the server answers, and ends it with a signal. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const logger = createLogger('server', settings.logLevel);
  const wantsDemo = process.argv.some((arg) => arg.startsWith('--demo'));
  const server = await startServer({ settings, logger, bootstrap: !wantsDemo, ...(wantsDemo ? { prepare: prepareDemo } : {}) });
  // Whoever reads "ready" may ring at once.
  await server.modules.engine.whenAvailable(ENGINE_LIMIT_MS, systemClock);
  const ready = {
    type: 'ready',
    httpPort: server.httpPort,
    httpsPort: server.httpsPort,
    firstStart: server.firstStart,
    demo: wantsDemo ? demo.summary : undefined,
  };
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
  process.on('disconnect', stop);
}

/** `--demo=empty` is one that nobody has worked with yet. */
async function prepareDemo(modules: Modules): Promise<void> {
  await demo.prepare(modules);
  if (!process.argv.includes('--demo=empty')) await demo.fillHistory(modules);
}

main().catch((error: unknown) => {
  const sentence = error instanceof SettingsError ? error.message : sentenceOf(error);
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
});

/** The system's error may be wrapped (drizzle names the query, the cause is beneath). */
function sentenceOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, port } = Object.assign({ code: '', port: '' }, cause);
    if (code === 'EADDRINUSE') return `Port ${port} is already in use. Set ZUOXI_HTTP_PORT and ZUOXI_HTTPS_PORT to free ones.`;
    if (code === 'EACCES') return `Not allowed to use port ${port}. Choose a port above 1023.`;
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return 'The database does not answer. Check DATABASE_URL.';
    if (code === '28P01' || code === '28000') return 'The database refuses the user or password of DATABASE_URL.';
  }
  return `The server could not start: ${safeErrorText(error)}`;
}
