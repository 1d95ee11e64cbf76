import type { Feature } from '../../src/app/feature.ts';
import * as list from '../../src/features/list.ts';
import { en } from '../../src/i18n/en.ts';
import { addTexts, startI18n } from '../../src/i18n/index.ts';
import { zh } from '../../src/i18n/zh.ts';

export type Tree = { readonly [key: string]: string | Tree };

const features = Object.values<Feature<Tree>>(list);

/** All texts of the console: the shared ones and each feature's; copies, since i18next adds the features' to the shared ones. */
export const parts: readonly { zh: Tree; en: Tree }[] = structuredClone([{ zh, en }, ...features.map(({ texts }) => texts)]);

export function startAllTexts(): void {
  startI18n();
  for (const { texts } of features) addTexts(texts);
}
