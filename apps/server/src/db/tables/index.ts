export * from './accounts.ts';
export * from './history.ts';
export * from './pbx.ts';
export * from './tenants.ts';
