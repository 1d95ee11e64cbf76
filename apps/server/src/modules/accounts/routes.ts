import { Account, AccountWithSecret, BulkAccounts, BulkResult, CreateAccount, Id, UpdateAccount } from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Accounts } from './accounts.ts';

export function accountRoutes(app: App, accounts: Accounts): void {
  const shapes = { row: Account, create: CreateAccount, update: UpdateAccount, created: AccountWithSecret };
  crudRoutes(app, '/api/accounts', { list: 'accounts.list', write: 'accounts.write' }, shapes, accounts);

  app.post(
    '/api/accounts/bulk',
    { config: { permission: 'accounts.write' }, schema: { body: BulkAccounts, response: { 200: BulkResult } } },
    (request) => accounts.createMany(sessionOf(request).actor, request.body),
  );

  app.post(
    '/api/accounts/:id/sip-secret',
    { config: { permission: 'accounts.write' }, schema: { params: z.object({ id: Id }), response: { 200: AccountWithSecret } } },
    (request) => accounts.newSipSecret(sessionOf(request).actor, request.params.id),
  );
}
