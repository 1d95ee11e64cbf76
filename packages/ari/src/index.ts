export * from './causes.ts';
export * from './client.ts';
export * from './errors.ts';
export * from './http.ts';
export * from './requests.ts';
export * from './stereo-recording.ts';
export * from './types.ts';
