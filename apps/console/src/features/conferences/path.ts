export const CONFERENCES_PATH = '/conferences';
