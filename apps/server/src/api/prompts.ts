import fastifyStatic from '@fastify/static';
import { PROMPTS_FOLDER } from '../modules/pbx/index.ts';
import type { App } from './app.ts';

/** The prompts that ship with the product, for engines that fetch what they play (Asterisk). Nothing in them is secret. */
export async function prompts(app: App): Promise<void> {
  await app.register(fastifyStatic, { root: PROMPTS_FOLDER, prefix: '/prompts/', decorateReply: false, index: false });
}
