import fastifyStatic from '@fastify/static';
import { Id, pageOf, Recording, RecordingPeaks, RecordingQuery, RecordingZipQuery } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Recordings } from './recordings.ts';

export async function recordingRoutes(app: App, recordings: Recordings, { recordingsFolder }: { recordingsFolder: string }): Promise<void> {
  // Only for `sendFile`, which answers ranges; nothing of the folder is reachable by a path.
  await app.register(fastifyStatic, { root: recordingsFolder, serve: false, decorateReply: true });

  app.get(
    '/api/recordings',
    { config: { permission: 'recordings.list' }, schema: { querystring: RecordingQuery, response: { 200: pageOf(Recording) } } },
    (request) => recordings.list(sessionOf(request).actor, request.query),
  );

  app.get(
    '/api/recordings/:id/peaks',
    { config: { permission: 'recordings.listen' }, schema: { params: z.object({ id: Id }), response: { 200: RecordingPeaks } } },
    (request) => recordings.peaks(sessionOf(request).actor, request.params.id),
  );

  app.get(
    '/api/recordings/zip',
    { config: { permission: 'recordings.listen' }, schema: { querystring: RecordingZipQuery } },
    async (request, reply) => {
      const { stream, fileName } = await recordings.zip(sessionOf(request).actor, [...new Set(request.query.ids.split(','))]);
      reply.header('content-type', 'application/zip').header('content-disposition', `attachment; filename="${fileName}"`);
      return reply.header('cache-control', 'private, no-store').send(stream);
    },
  );

  app.get(
    '/api/recordings/:id/audio',
    {
      config: { permission: 'recordings.listen' },
      schema: { params: z.object({ id: Id }), querystring: z.object({ download: z.enum(['0', '1']).optional() }) },
    },
    async (request, reply) => {
      const purpose = request.query.download === '1' ? 'download' : 'play';
      const { path, fileName } = await recordings.open(sessionOf(request).actor, request.params.id, purpose);
      reply.header('content-disposition', `${purpose === 'download' ? 'attachment' : 'inline'}; filename="${fileName}"`);
      reply.header('cache-control', 'private, no-store');
      return reply.sendFile(path, { cacheControl: false });
    },
  );
}
