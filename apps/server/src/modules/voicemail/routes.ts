import fastifyStatic from '@fastify/static';
import { Id, pageOf, VoicemailHandled, VoicemailMessage, VoicemailQuery, VoicemailUnhandled } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Voicemail } from './voicemail.ts';

export async function voicemailRoutes(app: App, voicemail: Voicemail, { voicemailFolder }: { voicemailFolder: string }): Promise<void> {
  // Only for `sendFile`, which answers ranges; nothing of the folder is reachable by a path.
  await app.register(fastifyStatic, { root: voicemailFolder, serve: false, decorateReply: true });
  const params = z.object({ id: Id });

  app.get(
    '/api/voicemail',
    { config: { permission: 'voicemail.list' }, schema: { querystring: VoicemailQuery, response: { 200: pageOf(VoicemailMessage) } } },
    (request) => voicemail.list(sessionOf(request).actor, request.query),
  );
  app.get(
    '/api/voicemail/unhandled',
    { config: { permission: 'voicemail.list' }, schema: { response: { 200: VoicemailUnhandled } } },
    (request) => voicemail.unhandled(sessionOf(request).actor),
  );
  app.put(
    '/api/voicemail/:id/handled',
    { config: { permission: 'voicemail.handle' }, schema: { params, body: VoicemailHandled, response: { 200: VoicemailMessage } } },
    (request) => voicemail.setHandled(sessionOf(request).actor, request.params.id, request.body.handled),
  );

  app.get(
    '/api/voicemail/:id/audio',
    { config: { permission: 'voicemail.listen' }, schema: { params, querystring: z.object({ download: z.enum(['0', '1']).optional() }) } },
    async (request, reply) => {
      const purpose = request.query.download === '1' ? 'download' : 'play';
      const { path, fileName } = await voicemail.open(sessionOf(request).actor, request.params.id, purpose);
      reply.header('content-disposition', `${purpose === 'download' ? 'attachment' : 'inline'}; filename="${fileName}"`);
      reply.header('cache-control', 'private, no-store');
      return reply.sendFile(path, { cacheControl: false });
    },
  );
}
