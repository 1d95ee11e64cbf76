export { createQueueDryRun, type QueueDryRuns } from './dry-run.ts';
export { createQueues, type Queues } from './queues.ts';
export { createSkills, type Skills } from './skills.ts';
