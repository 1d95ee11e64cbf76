import { afterEach } from 'vitest';
import { reportFailure } from './failure-report.ts';

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await reportFailure(task.name);
});
