export * from './crm-fields.ts';
