/** Child process of `recording.test.ts`: records a phone that says 500 Hz until it is killed, and tells how long. */
import { silentLogger } from '@zuoxi/kit';
import { createMediaEngine } from '../../src/media/index.ts';
import { TestPhone } from './test-phone.ts';

const path = process.argv[2];
if (!path) throw new Error('usage: record-until-killed.ts PATH');
const engine = await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [0, 0] }, silentLogger);
const phone = await TestPhone.create();
const leg = await phone.call(engine);
phone.say(500);
await leg.record({ path, layout: 'stereo' });
const begin = performance.now();
setInterval(() => process.stdout.write(`${Math.floor((performance.now() - begin) / 100) * 100}\n`), 20);
