export { type Consumer, consumer } from './consumer.ts';
export { Consumers } from './consumers.ts';
export {
  appendFacts,
  type Entry,
  eventRow,
  factsOfCalls,
  inOrder,
  type LoggedFact,
  takePlaces,
  type WallTime,
  type WholeCall,
} from './log.ts';
export { rebuild } from './rebuild.ts';
export { setAsideRow } from './set-aside.ts';
export { deadLettersOf, lagOf } from './standing.ts';
