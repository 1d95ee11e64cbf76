import type { Me, Role } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { seenBy } from '../../../tests/support/page-roles.ts';
import { allModules } from '../../server/src/modules/index.ts';
import { Authorisation } from '../../server/src/platform/authorisation.ts';
import { type Feature, maySee, pagesOf } from '../src/app/feature.ts';
import * as list from '../src/features/list.ts';

const pages = pagesOf(Object.values<Feature>(list));
const authorisation = new Authorisation(allModules);
const roles: readonly Role[] = ['agent', 'supervisor', 'administrator'];

const me = (role: Role, extension: string | null = '8001'): Me => ({
  accountId: '00000000-0000-7000-8000-000000000001',
  account: 'li',
  displayName: 'Li',
  role,
  tenant: { id: '00000000-0000-7000-8000-000000000002', code: 'demo', name: 'Demo' },
  extension: extension === null ? null : { number: extension, phoneType: 'web' },
  mustChangePassword: false,
  permissions: authorisation.permissionsOf(role),
});
const firstPage = (one: Me) => pages.find((page) => maySee(one, page) && page.isFirst?.(one))?.path;

describe('the pages of the console', () => {
  it('are seen by the roles that may do what they are for', () => {
    const seen = Object.fromEntries(pages.map((page) => [page.path, roles.filter((role) => maySee(me(role), page))]));
    expect(seen).toEqual(seenBy);
  });

  it('name rows of the authorisation matrix', () => {
    expect(pages.filter(({ permission }) => !authorisation.has(permission))).toEqual([]);
  });

  it('stand in the menu in one order, whatever the order of the list', () => {
    const places = pages.map(({ menu }) => `${menu.group} ${menu.position}`);
    expect(new Set(places).size).toBe(pages.length);
    expect(pages.map(({ path }) => path)).toEqual(Object.keys(seenBy));
  });

  it('have a path of their own each', () => {
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
  });

  it('begin with the panel, or with the accounts for an administrator without an extension', () => {
    expect(roles.map((role) => firstPage(me(role)))).toEqual(['/panel', '/panel', '/panel']);
    expect(roles.map((role) => firstPage(me(role, null)))).toEqual(['/panel', '/panel', '/accounts']);
  });
});
