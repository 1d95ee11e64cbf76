import type { Me } from '@zuoxi/contract';
import type { ParseKeys } from 'i18next';
import type { ComponentType } from 'react';
import type { Texts } from '../i18n/texts.ts';

/** What a feature's folder declares of itself (`feature.ts`); features/list.ts lists them. */
export interface Feature<Zh = object> {
  texts: { zh: Zh; en: Texts<Zh> };
  /** Without one it is a part of other pages, or stands over all of them. */
  page?: FeaturePage;
  /** Stands over every page. */
  overlay?: ComponentType;
  /** Above every page of those who may do this, when it has something to say. */
  banner?: { permission: string; component: ComponentType };
}

export interface FeaturePage {
  path: string;
  /** A word of the server's authorisation matrix: whoever may do that sees the page. */
  permission: string;
  /** Loaded when it is opened. */
  component: ComponentType;
  /** Pages below it by their path, `:id`. */
  below?: Readonly<Record<string, ComponentType>>;
  /** `position`: among those of its group, the lowest on top. */
  menu: { group: MenuGroup; position: number; icon: ComponentType; label: ParseKeys; badge?: ComponentType };
  /** Where one begins, if no page before it in the menu is that. */
  isFirst?(me: Me): boolean;
}

/** In the order of the menu. The first stands without a heading. */
export const menuGroups = ['work', 'service', 'crm', 'outbound', 'reports', 'people', 'routing', 'system'] as const;
export type MenuGroup = (typeof menuGroups)[number];

/** The pages of all features in the order of the menu. */
export function pagesOf(features: readonly Feature[]): FeaturePage[] {
  const pages = features.flatMap(({ page }) => page ?? []).sort((a, b) => a.menu.position - b.menu.position);
  return menuGroups.flatMap((group) => pages.filter(({ menu }) => menu.group === group));
}

export function maySee(me: Me, { permission }: { permission: string }): boolean {
  return me.permissions.includes(permission);
}
