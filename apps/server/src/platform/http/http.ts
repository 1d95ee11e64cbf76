import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError } from '@zuoxi/kit';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Session } from './session.ts';

// What every file of routes needs of the HTTP application; app.ts imports all of them.

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's row of the authorisation matrix. */
    permission?: string;
  }
  interface FastifyRequest {
    session: Session | undefined;
  }
}

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** The session of a request to a route that is not public. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new DomainError('session.required');
  return request.session;
}

/** Cross-site requests carry another Origin; programs without a browser carry none and have no cookie to abuse. */
export function isOwnOrigin(request: { headers: { origin?: string | undefined; host?: string | undefined } }): boolean {
  const { origin, host } = request.headers;
  if (!origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
