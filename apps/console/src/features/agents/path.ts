export const AGENTS_PATH = '/agents';
