import type { Changed } from '../../platform/change.ts';
import { database, ids, logger, serviceDesk, settings } from '../../platform/house.ts';
import { gauge } from '../../platform/metrics.ts';
import { defineModule } from '../../platform/module.ts';
import { steady } from '../../platform/steady-time.ts';
import { journal } from '../journal/module.ts';
import { directory, sounds } from '../pbx/module.ts';
import { secrets } from '../secrets/module.ts';
import { Engine } from './engine.ts';
import { world } from './world.ts';

export const engine = defineModule({
  name: 'engine',
  needs: { database, settings, directory, journal, secrets, sounds, serviceDesk, steady, ids, logger, world },
  create: ({ settings, journal, directory, serviceDesk, steady, ...given }) => {
    const engine = new Engine({ ...given, ...settings, directory, services: serviceDesk, clock: steady });
    // What call control reports goes to the journal first; whoever shows it listens to the journal or to `changed`.
    engine.callControl.on('facts', (facts) => journal.append(facts));
    engine.callControl.on('facts', (facts) => directory.usage.take(facts));
    engine.callControl.on('changed', (changed) => journal.touch(changed));
    return engine;
  },
  start: (engine) => engine.start(),
  stop: (engine) => engine.stop(),
  checks: (engine) => [{ name: 'engine', check: () => (engine.isAvailable ? undefined : 'telephony engine not reachable') }],
  metrics: (registry, engine) => {
    gauge(registry, { name: 'zuoxi_engines', help: 'Telephony engines that take calls' }, (set) => set({}, engine.availableEngines));
    gauge(
      registry,
      {
        name: 'zuoxi_engine_up',
        help: '1: this telephony engine takes calls, 0: it is away or does not answer',
        labelNames: ['engine'],
      },
      (set) => {
        for (const { id, isAvailable } of engine.states()) set({ engine: id }, isAvailable ? 1 : 0);
      },
    );
  },
});

/** How a change of the administration gets into the engines and call control. */
export const changed = defineModule({
  name: 'changed',
  needs: { engine },
  create:
    ({ engine }): Changed =>
    (save) =>
      engine.directoryChanged(save),
});
