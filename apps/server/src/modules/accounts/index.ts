export * from './accounts.ts';
export { createOwnExtension, type OwnExtension } from './own-extension.ts';
