export { type CallbackPlans, createCallbackPlans, openPlansOf } from './plans.ts';
export { Reminders } from './reminders.ts';
