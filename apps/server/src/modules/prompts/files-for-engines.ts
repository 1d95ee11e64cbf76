import { basename, dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../../platform/http/http.ts';
import { PROMPTS_FOLDER, type SoundLibrary } from '../pbx/index.ts';
import type { SpeechService } from '../speech/index.ts';

/**
 * Sounds for engines that fetch what they play (Asterisk). The shipped ones are for everybody. An engine has no session, so
 * for a call centre's own sounds (`t/`) and for spoken texts (`s/`) knowing the name is the permission: it cannot be guessed
 * (a mark of this installation, 96 and 128 bits), and is never shown to a browser.
 */
export async function promptFiles(app: App, { sounds, speech }: { sounds: SoundLibrary; speech: SpeechService }): Promise<void> {
  await app.register(fastifyStatic, { root: PROMPTS_FOLDER, prefix: '/prompts/', decorateReply: false, index: false });

  await app.register(async (scope: App) => {
    // Only for `sendFile`, which answers ranges.
    await scope.register(fastifyStatic, { root: PROMPTS_FOLDER, serve: false, decorateReply: true });
    const send = (path: string | undefined, reply: FastifyReply) => {
      if (path === undefined) return reply.callNotFound();
      // The same name is the same sound for ever; but nobody in between shall keep it.
      reply.header('cache-control', 'private, max-age=31536000, immutable');
      return reply.sendFile(basename(path), dirname(path), { cacheControl: false });
    };
    scope.get('/prompts/t/:file', { schema: { hide: true, params: z.object({ file: z.string().max(100) }) } }, (request, reply) =>
      send(sounds.find(`t/${request.params.file.replace(/\.wav$/, '')}`), reply),
    );
    scope.get('/prompts/s/:file', { schema: { hide: true, params: z.object({ file: z.string().max(100) }) } }, (request, reply) => {
      const [, key] = /^([0-9a-f]{32})\.wav$/.exec(request.params.file) ?? [];
      return send(key && speech.pathOf(key), reply);
    });
  });
}
