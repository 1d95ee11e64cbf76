export { openPlansOf } from './plans.ts';
export { Reminders } from './reminders.ts';
