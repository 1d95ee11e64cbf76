export { type Blacklist, createBlacklist } from './blacklist.ts';
export { BlacklistedNumbers } from './blacklisted-numbers.ts';
