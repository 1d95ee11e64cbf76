import {
  AssignableAgent,
  Customer,
  CustomerCalls,
  CustomerCard,
  CustomerCardQuery,
  CustomerInput,
  CustomerQuery,
  Id,
  pageOf,
} from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { CustomerCards } from './card.ts';
import type { Customers } from './customers.ts';

const params = z.object({ id: Id });

export function customerRoutes(app: App, customers: Customers, { customerCards }: { customerCards: CustomerCards }): void {
  app.get(
    '/api/customers',
    { config: { permission: 'customers.list' }, schema: { querystring: CustomerQuery, response: { 200: pageOf(Customer) } } },
    (request) => customers.list(sessionOf(request).actor, request.query),
  );

  app.get(
    '/api/customers/agents',
    { config: { permission: 'customers.list' }, schema: { response: { 200: z.array(AssignableAgent) } } },
    (request) => customers.agents(sessionOf(request).actor),
  );

  app.post(
    '/api/customers',
    { config: { permission: 'customers.write' }, schema: { body: CustomerInput, response: { 200: Customer } } },
    (request) => customers.create(sessionOf(request).actor, request.body),
  );

  app.put(
    '/api/customers/:id',
    { config: { permission: 'customers.write' }, schema: { params, body: CustomerInput, response: { 200: Customer } } },
    (request) => customers.update(sessionOf(request).actor, request.params.id, request.body),
  );

  app.delete(
    '/api/customers/:id',
    { config: { permission: 'customers.remove' }, schema: { params, response: { 204: z.null() } } },
    async (request, reply) => {
      await customers.remove(sessionOf(request).actor, request.params.id);
      return reply.status(204).send(null);
    },
  );

  app.get(
    '/api/customer-card',
    { config: { permission: 'customers.list' }, schema: { querystring: CustomerCardQuery, response: { 200: CustomerCard } } },
    (request) => customerCards.find(sessionOf(request).actor, request.query),
  );

  app.get(
    '/api/customer-card/calls',
    { config: { permission: 'customers.list' }, schema: { querystring: CustomerCardQuery, response: { 200: CustomerCalls } } },
    (request) => customerCards.calls(sessionOf(request).actor, request.query),
  );
}
