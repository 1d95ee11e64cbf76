import fastifyStatic from '@fastify/static';
import { DomainError } from '@zuoxi/kit';
import type { App } from '../platform/http/http.ts';

/** The built console. Hashed files are kept for ever; every other path is a page of the console and gets `index.html`. */
export async function consoleFiles(app: App, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    setHeaders: (response, path) => {
      response.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    if (request.method !== 'GET' || request.url.startsWith('/api/') || request.url.startsWith('/assets/'))
      throw new DomainError('request.notFound');
    return reply.sendFile('index.html');
  });
}
