import {
  type ErrorBody,
  type ErrorCode,
  errorCatalogue,
  errorMessage,
  inputProblemText,
  isErrorCode,
  isInputProblem,
} from '@zuoxi/contract';
import { DomainError, type ErrorParam, type Logger, systemIds } from '@zuoxi/kit';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseAway, isTooSlow } from '../platform/errors.ts';
import { problemOfIssue } from './invalid-input.ts';

export const languageOf = (request: FastifyRequest): 'zh' | 'en' => (request.headers['accept-language']?.startsWith('en') ? 'en' : 'zh');

/** The only place where an error becomes an HTTP answer. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  const { code, params: given } = catalogueCodeOf(error, request, logger);
  const language = languageOf(request);
  const params = Object.fromEntries(
    Object.entries(code === 'request.invalid' ? problemInWords(given, language) : given).map(([name, value]) => [
      name,
      inWords(value, language),
    ]),
  );
  const body: ErrorBody = { code, params, message: errorMessage(code, language, params) };
  return reply.status(errorCatalogue[code].status).send(body);
}

/** What is wrong with the field, by the catalogue: whatever else stands there is not shown. */
function problemInWords(
  { field = 'body', problem, limit }: Readonly<Record<string, ErrorParam>>,
  language: 'zh' | 'en',
): Record<string, ErrorParam> {
  const code = typeof problem === 'string' && isInputProblem(problem) ? problem : 'format';
  return { field, problem: inputProblemText(code, language, typeof limit === 'object' ? '' : limit) };
}

/** The parts of a list with the mark that the language sets between them. */
function inWords(value: ErrorParam, language: 'zh' | 'en'): string | number {
  return typeof value === 'object' ? value.join(language === 'zh' ? '、' : ', ') : value;
}

function catalogueCodeOf(error: unknown, request: FastifyRequest, logger: Logger): { code: ErrorCode; params: Record<string, ErrorParam> } {
  if (error instanceof DomainError && isErrorCode(error.code)) return { code: error.code, params: { ...error.params } };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    const field = first?.instancePath.replace(/^\//, '').replaceAll('/', '.') || 'body';
    return { code: 'request.invalid', params: { field, ...problemOfIssue(first ?? {}) } };
  }
  const status = statusOf(error);
  if (status === 413) return { code: 'request.tooLarge', params: {} };
  if (status === 429) return { code: 'request.throttled', params: {} };
  if (status === 404) return { code: 'request.notFound', params: {} };
  if (status >= 400 && status < 500) return { code: 'request.invalid', params: { field: 'body', problem: 'unreadable' } };
  // Neither is a fault of ours, and a hundred of them a second are no news: the readiness tells the log once.
  if (isDatabaseAway(error)) return { code: 'database.unavailable', params: {} };
  if (isTooSlow(error)) {
    logger.warn({ method: request.method, url: request.url }, 'a request took the database too long');
    return { code: 'database.tooSlow', params: {} };
  }
  const id = systemIds.token(10);
  logger.error({ err: error, errorId: id, method: request.method, url: request.url }, 'a request failed');
  return { code: 'internal', params: { id } };
}

function statusOf(error: unknown): number {
  // Fastify's own errors (body too large, malformed JSON, rate limit) carry a status.
  return error instanceof Error ? ((error as FastifyError).statusCode ?? 500) : 500;
}
