export * from './accounts.ts';
export type { OwnExtension } from './own-extension.ts';
