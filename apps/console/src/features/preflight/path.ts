export const PREFLIGHT_PATH = '/preflight';
