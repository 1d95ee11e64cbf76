export const FLOWS_PATH = '/flows';
