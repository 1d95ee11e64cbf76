import { administrators } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { AuditTrail } from './audit-trail.ts';
import { auditRoutes } from './routes.ts';

export const audit = defineModule({
  name: 'audit',
  permissions: { 'audit.list': administrators },
  needs: { database },
  create: (given) => new AuditTrail(given),
  routes: auditRoutes,
});
