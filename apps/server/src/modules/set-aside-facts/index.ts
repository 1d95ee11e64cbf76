export { createSetAsideFacts, type SetAsideFacts } from './set-aside-facts.ts';
