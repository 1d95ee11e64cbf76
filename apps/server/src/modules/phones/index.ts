export * from './phones.ts';
