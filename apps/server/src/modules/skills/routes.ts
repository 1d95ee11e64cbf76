import { Skill, SkillInput } from '@zuoxi/contract';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import type { App } from '../../platform/http/http.ts';
import type { Skills } from './skills.ts';

export function skillRoutes(app: App, skills: Skills): void {
  const shapes = { row: Skill, create: SkillInput, update: SkillInput, created: Skill };
  crudRoutes(app, '/api/skills', { list: 'skills.list', write: 'skills.write' }, shapes, skills);
}
