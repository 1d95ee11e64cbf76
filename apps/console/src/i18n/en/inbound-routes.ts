import type { Texts } from '../texts.ts';
import type { inboundRoutes as zh } from '../zh/inbound-routes.ts';

export const inboundRoutes: Texts<typeof zh> = {
  inboundRoutes: {
    title: 'Inbound numbers',
    create: 'New inbound number',
    edit: 'Edit inbound number: {{number}}',
    calledNumber: 'Called number',
    calledNumberHint: 'As the carrier sends it, with or without +',
    queue: 'Leads to queue',
    description: 'Description',
    empty: 'No inbound numbers yet',
    emptyHint: 'Point the number customers dial to a queue, and calls come in.',
  },
};
