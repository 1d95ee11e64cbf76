import { TestCustomerInput, TestCustomerView } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { TestCustomer } from './test-customer.ts';

const config = { permission: 'testCustomer.call' };

export function testCustomerRoutes(app: App, testCustomer: TestCustomer): void {
  app.get('/api/test-customer', { config, schema: { response: { 200: TestCustomerView } } }, (request) =>
    testCustomer.view(sessionOf(request).actor),
  );

  app.post('/api/test-customer', { config, schema: { body: TestCustomerInput, response: { 204: z.null() } } }, async (request, reply) => {
    await testCustomer.call(sessionOf(request).actor, request.body);
    return reply.status(204).send(null);
  });

  app.delete('/api/test-customer', { config, schema: { response: { 204: z.null() } } }, async (request, reply) => {
    await testCustomer.hangUp(sessionOf(request).actor);
    return reply.status(204).send(null);
  });
}
