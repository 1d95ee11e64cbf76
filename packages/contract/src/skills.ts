import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Id, Instant } from './roles.ts';
import { RequiredText } from './text.ts';

/** A row of GET /api/skills. */
export const SkillInput = z.object({
  name: RequiredText(40),
  /** Level of each agent who has it, 1 … 10. */
  levels: z.record(Id, z.number().int().min(1).max(10)),
});
export type SkillInput = z.infer<typeof SkillInput>;

export const Skill = SkillInput.extend({ id: Id, createdAt: Instant });
export type Skill = z.infer<typeof Skill>;

/**
 * What an agent must know to get a call. While nobody does, it asks for less: at the latest of `relax` whose time has
 * come the level is that one, 0 = the skill is no longer asked for.
 */
export const SkillRequirement = z.object({
  skillId: Id,
  minLevel: z.number().int().min(1).max(10),
  relax: z.array(z.object({ afterS: z.number().int().min(1).max(7200), minLevel: z.number().int().min(0).max(10) })).max(10),
});
export type SkillRequirement = z.infer<typeof SkillRequirement>;

export const skillsErrors = {
  'skills.nameTaken': { status: 409, zh: '技能“{name}”已存在', en: 'The skill "{name}" already exists' },
} as const satisfies Catalogue;
