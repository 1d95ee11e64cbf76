export { MessageCollector } from './collector.ts';
