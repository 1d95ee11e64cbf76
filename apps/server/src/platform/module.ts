import type { Registry } from 'prom-client';
import type { Permissions } from './authorisation.ts';
import { inOrderOfNeeds } from './container.ts';
import type { Consumer } from './facts/index.ts';
import type { Feed } from './feed.ts';
import type { App } from './http/http.ts';
import type { Names } from './names.ts';
import type { Given, Need, Needs, Recipe, Things } from './needs.ts';
import type { News } from './news.ts';
import type { ReadinessCheck } from './readiness.ts';
import type { Answers } from './service-desk.ts';

/**
 * What one word of the trade brings to the server. Only `name`, `needs` and `create` must be; the rest is read by whoever loops over the
 * list of modules (apps/server/src/modules/list.ts): the HTTP application, the authorisation matrix, live connections, metrics, readiness,
 * the consumers of facts, call control's questions.
 */
interface Declaration<T, N extends Needs> {
  name: string;
  /** Rows of the authorisation matrix. */
  permissions?: Permissions;
  /** Of these rows: what an account may do before it has replaced its one-time password. */
  beforePasswordChange?: readonly string[];
  /** Other modules, or what the house hands in; by the name that it has here. */
  needs: N;
  /** Its service. Nothing runs before `start`. */
  create(given: Given<N>): T | Promise<T>;
  start?(service: T, given: Given<N>): void | Promise<void>;
  /** Told at once and side by side with all others. */
  stop?(service: T, given: Given<N>): void | Promise<void>;
  /** Only when all that need it have ended. */
  close?(service: T, given: Given<N>): void | Promise<void>;
  routes?(app: App, service: T, given: Given<N>): void | Promise<void>;
  /** What is made of facts. Nothing is given in a program that only makes tables again and tells nobody. */
  consumers?(names: Names, given?: Given<N>): readonly Consumer[];
  /** Live topics. */
  feeds?(service: T, given: Given<N>): readonly Feed[];
  /** Other things that pages are told. */
  news?(service: T, given: Given<N>): News;
  metrics?(registry: Registry, service: T, given: Given<N>): void;
  checks?(service: T, given: Given<N>): readonly ReadinessCheck[];
  /** To what call control asks besides telephony. */
  answers?(service: T, given: Given<N>): Answers;
}

/** A declared module; the type of its service is closed over, save for whoever needs it. */
export interface Module<T = unknown> extends Need<T> {
  readonly recipe: Recipe;
  readonly permissions: Permissions;
  readonly beforePasswordChange: readonly string[];
  readonly isModule: true;
  routes(app: App, things: Things): Promise<void>;
  /** Without `things`: for a program that has no services. */
  consumers(names: Names, things?: Things): readonly Consumer[];
  feeds(things: Things): readonly Feed[];
  news(things: Things): readonly News[];
  metrics(registry: Registry, things: Things): void;
  checks(things: Things): readonly ReadinessCheck[];
  answers(things: Things): Answers;
}

export function defineModule<T, const N extends Needs>(declared: Declaration<T, N>): Module<T> {
  const { name, needs, start, stop, close } = declared;
  const given = (things: Things) => things.given(needs);
  const own = (things: Things): T => things.get(module);
  const module: Module<T> = {
    name,
    isModule: true,
    permissions: declared.permissions ?? {},
    beforePasswordChange: declared.beforePasswordChange ?? [],
    recipe: {
      needs,
      create: (things) => declared.create(given(things)),
      ...(start && { start: (things) => start(own(things), given(things)) }),
      ...(stop && { stop: (things) => stop(own(things), given(things)) }),
      ...(close && { close: (things) => close(own(things), given(things)) }),
    },
    routes: async (app, things) => declared.routes?.(app, own(things), given(things)),
    consumers: (names, things) => declared.consumers?.(names, things && given(things)) ?? [],
    feeds: (things) => declared.feeds?.(own(things), given(things)) ?? [],
    news: (things) => (declared.news ? [declared.news(own(things), given(things))] : []),
    metrics: (registry, things) => declared.metrics?.(registry, own(things), given(things)),
    checks: (things) => declared.checks?.(own(things), given(things)) ?? [],
    answers: (things) => declared.answers?.(own(things), given(things)) ?? {},
  };
  return module;
}

/** The listed ones and those that they need, in the order of needs. */
export function withNeeded(listed: readonly Module[]): readonly Module[] {
  return inOrderOfNeeds(listed).filter(isModule);
}

const isModule = (need: Need): need is Module => 'isModule' in need;
