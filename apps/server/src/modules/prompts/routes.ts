import { basename, dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import {
  Id,
  MAX_SOUND_BYTES,
  PageQuery,
  Prompt,
  PromptInput,
  PromptUpload,
  pageOf,
  ShippedSounds,
  Speech,
  SpokenPrompt,
} from '@zuoxi/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Prompts } from './prompts.ts';

/** Speaking a text costs more than any other request. */
const SPEECH_A_MINUTE = 60;
const UPLOADS_A_MINUTE = 120;

export async function promptRoutes(app: App, prompts: Prompts, promptsFolder: string): Promise<void> {
  // Only for `sendFile`, which answers ranges; nothing of the folder is reachable by a path.
  await app.register(fastifyStatic, { root: promptsFolder, serve: false, decorateReply: true });
  // A file is the body itself. What it says to be counts for nothing, its first bytes do. Whether he may send one was asked before.
  app.addContentTypeParser(
    /^(audio\/|video\/|application\/(octet-stream|ogg)$)/,
    { parseAs: 'buffer', bodyLimit: MAX_SOUND_BYTES },
    async (_request: FastifyRequest, body: Buffer) => body,
  );

  const params = z.object({ id: Id });
  const list = { config: { permission: 'prompts.list' as const } };
  const write = { config: { permission: 'prompts.write' as const } };
  const speak = { config: { permission: 'prompts.write' as const, rateLimit: { max: SPEECH_A_MINUTE, timeWindow: '1 minute' } } };
  const upload = {
    config: { permission: 'prompts.write' as const, rateLimit: { max: UPLOADS_A_MINUTE, timeWindow: '1 minute' } },
    bodyLimit: MAX_SOUND_BYTES,
  };

  app.get('/api/prompts', { ...list, schema: { querystring: PageQuery, response: { 200: pageOf(Prompt) } } }, (request) =>
    prompts.list(sessionOf(request).actor, request.query),
  );
  app.get('/api/prompts/shipped', { ...list, schema: { response: { 200: ShippedSounds } } }, () => prompts.shipped());

  app.post('/api/prompts', { ...upload, schema: { querystring: PromptUpload, response: { 200: Prompt } } }, (request) =>
    prompts.upload(sessionOf(request).actor, request.query, fileOf(request.body)),
  );
  app.put('/api/prompts/:id/sound', { ...upload, schema: { params, response: { 200: Prompt } } }, (request) =>
    prompts.replaceByFile(sessionOf(request).actor, request.params.id, fileOf(request.body)),
  );

  app.post('/api/prompts/speech', { ...speak, schema: { body: Speech } }, async (request, reply) => {
    const wav = await prompts.preview(sessionOf(request).actor, request.body);
    return reply.header('cache-control', 'private, no-store').type('audio/wav').send(wav);
  });
  app.post('/api/prompts/spoken', { ...speak, schema: { body: SpokenPrompt, response: { 200: Prompt } } }, (request) =>
    prompts.speak(sessionOf(request).actor, request.body),
  );
  app.put('/api/prompts/:id/speech', { ...speak, schema: { params, body: Speech, response: { 200: Prompt } } }, (request) =>
    prompts.replaceBySpeech(sessionOf(request).actor, request.params.id, request.body),
  );

  // His own telephone rings; the answer does not wait for what becomes of it.
  app.post('/api/prompts/record', { ...write, schema: { body: PromptUpload, response: { 200: Prompt } } }, (request) =>
    prompts.recordNew(sessionOf(request).actor, request.body),
  );
  app.post('/api/prompts/:id/record', { ...write, schema: { params, response: { 204: z.null() } } }, async (request, reply) => {
    await prompts.recordAgain(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });

  app.put('/api/prompts/:id', { ...write, schema: { params, body: PromptInput, response: { 200: Prompt } } }, (request) =>
    prompts.update(sessionOf(request).actor, request.params.id, request.body),
  );
  app.delete('/api/prompts/:id', { ...write, schema: { params, response: { 204: z.null() } } }, async (request, reply) => {
    await prompts.remove(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });

  app.get(
    '/api/prompts/:id/audio',
    { ...list, schema: { params, querystring: z.object({ revision: z.string().max(10).optional() }) } },
    async (request, reply) => {
      const path = await prompts.open(sessionOf(request).actor, request.params.id);
      reply.header('cache-control', 'private, no-store');
      return reply.sendFile(basename(path), dirname(path), { cacheControl: false });
    },
  );
}

/** The body of an upload; one without a body, or with JSON in it, is no sound. */
const fileOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
