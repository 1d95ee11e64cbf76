export { type Consumer, consumer } from './consumer.ts';
export { Consumers } from './consumers.ts';
export { appendFacts, type Entry, eventRow, factsOfCall, inOrder, type LoggedFact, takePlacesFor, type WallTime } from './log.ts';
export { registerConsumerMetrics } from './metrics.ts';
