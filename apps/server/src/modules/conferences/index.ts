export { type Conferences, createConferences } from './conferences.ts';
export { Holding } from './holding.ts';
export { ConferenceSessions } from './sessions.ts';
