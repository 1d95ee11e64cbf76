import { errorCatalogue, inputProblems } from '@zuoxi/contract';
import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from '../../server/src/describe-api.ts';
import { ApiError, errorText } from '../src/api/client.ts';
import { fieldLabel, labelKeyOf } from '../src/api/field-labels.ts';
import { rememberLanguage } from '../src/i18n/language.ts';
import { components } from './support/sources.ts';
import { startAllTexts } from './support/texts.ts';

interface Schema {
  $ref?: string;
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
}
interface Operation {
  requestBody?: { content?: Readonly<Record<string, { schema?: Schema }>> };
  parameters?: readonly { name: string; in: string }[];
}

/** Every field that a request may have, as `request.invalid` names it. */
function pathsIn(schema: Schema | undefined, before = ''): string[] {
  if (!schema) return [];
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [], allOf = [] } = schema;
  return [
    ...Object.entries(properties).flatMap(([name, part]) => [before + name, ...pathsIn(part, `${before}${name}.`)]),
    ...pathsIn(items, `${before}0.`),
    ...(typeof additionalProperties === 'object' ? pathsIn(additionalProperties, before) : []),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((part) => pathsIn(part, before)),
  ];
}

describe('what a refused request says about its field', () => {
  const fields: (readonly [word: string, path: string])[] = [];
  beforeAll(async () => {
    startAllTexts();
    // The description is JSON; of it only what stands above is read.
    const { paths } = (await describeApi()) as unknown as { paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
    for (const [path, operations] of Object.entries(paths)) {
      const word = path.split('/')[2] ?? '';
      for (const { requestBody, parameters = [] } of Object.values(operations)) {
        for (const { schema } of Object.values(requestBody?.content ?? {}))
          fields.push(...pathsIn(schema).map((at) => [word, at] as const));
        fields.push(...parameters.map(({ name }) => [word, name] as const));
      }
    }
  }, 60_000);
  afterAll(async () => {
    rememberLanguage('zh');
    await i18next.changeLanguage('zh');
  });

  it.each(['zh', 'en'] as const)('is in %s, for every field of every request, and never names it as the API does', async (language) => {
    rememberLanguage(language);
    await i18next.changeLanguage(language);
    expect(fields.length).toBeGreaterThan(300);
    const problem = inputProblems.format[language];
    for (const [word, path] of fields) {
      const text = errorText(new ApiError('request.invalid', 400, { field: path, problem }, 'said by the server', word));
      const label = fieldLabel(word, path);
      const sentence = errorCatalogue['request.invalid'][language].replace('{problem}', problem);
      expect(text).toBe(label === undefined ? i18next.t('error.invalid', { problem }) : sentence.replace('{field}', label));
      expect(`${word} ${path}: ${text}`).not.toMatch(/: .*(\b[a-z]+[A-Z]\w*|_|\.\d)/);
      if (language === 'zh') expect(`${word} ${path}: ${text.replace(/SRTP|DTMF|IP|SIP|HTTP|URL|IVR/g, '')}`).not.toMatch(/“[^”]*[a-z]{2}/);
    }
  });

  it('calls most of them by the label of their form, and by no other text', () => {
    const keys = new Set(fields.flatMap(([word, path]) => labelKeyOf(word, path.split('.').at(-1) ?? '') ?? []));
    expect(keys.size).toBeGreaterThan(130);
    const sources = [...components.values()].join('\n');
    const isLabel = (key: string) => {
      const group = key.slice(0, key.lastIndexOf('.'));
      return (
        sources.includes(`label={t('${key}')`) ||
        sources.includes(`, t('${key}')`) ||
        sources.includes(`aria-label={t('${key}')`) ||
        sources.includes(`placeholder={t('${key}')`) ||
        sources.includes(`label={t(\`${group}.\${`) ||
        sources.includes(`label = t(\`${group}.\${`) ||
        new RegExp(`(label|fieldLabel)[^\\n]*'${key.replaceAll('.', '\\.')}'`).test(sources)
      );
    };
    expect([...keys].filter((key) => !isLabel(key))).toEqual([]);
  });

  it('names the innermost field that has a label', () => {
    expect(fieldLabel('queues', 'requiredSkills.0.relax.1.afterS')).toBe(i18next.t('queues.labels.requiredSkills'));
    expect(fieldLabel('queues', 'wrapUpS')).toBe(i18next.t('queues.labels.wrapUpS'));
    expect(fieldLabel('inbound-routes', 'hoursId')).toBe(i18next.t('inboundRoutes.hours'));
    expect(fieldLabel('calls', 'minDurationS')).toBeUndefined();
  });
});
