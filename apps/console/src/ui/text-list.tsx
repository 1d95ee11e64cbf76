import { PlusOutlined } from '@ant-design/icons';
import { Form, Input } from 'antd';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ZodType } from 'zod';
import { ReasonedButton } from './reasoned-button.tsx';
import { schemaRule } from './schema-rule.ts';
import { SortableRows } from './sortable-rows.tsx';
import { useFocusOfNew } from './use-focus-of-new.ts';

interface TextListProps {
  /** Of the form's list of texts. */
  name: string;
  /** What one of them may be. */
  schema: ZodType;
  /** No more of them than that. */
  most: number;
  maxLength: number;
  addText: string;
  /** What the field in that place (1, 2 …) is called. */
  labelOf(place: number): string;
}

/** Short texts in an order of their own, each once: a part of a form. */
export function TextList({ name, schema, most, maxLength, addText, labelOf }: TextListProps) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const { list, adding } = useFocusOfNew<HTMLDivElement>();
  return (
    <Form.List name={name}>
      {(fields, { add, remove, move }) => (
        <div ref={list}>
          {fields.length > 0 ? (
            <SortableRows
              rows={fields.map(({ key, name: index }) => {
                const label = labelOf(index + 1);
                return {
                  key: String(key),
                  name: label,
                  content: (
                    <Form.Item
                      name={index}
                      rules={[schemaRule(schema, label), onceRule(() => form.getFieldValue(name))]}
                      validateTrigger="onBlur"
                      style={{ margin: 0 }}
                    >
                      <Input aria-label={label} maxLength={maxLength} variant="filled" />
                    </Form.Item>
                  ),
                };
              })}
              onMove={move}
              onRemove={remove}
            />
          ) : null}
          <ReasonedButton
            size="small"
            icon={<PlusOutlined />}
            why={fields.length >= most ? t('common.why.most', { most }) : undefined}
            onClick={adding(() => add(''))}
            style={{ marginTop: 8 }}
          >
            {addText}
            <span className="muted num">{t('list.ofMost', { count: fields.length, most })}</span>
          </ReasonedButton>
        </div>
      )}
    </Form.List>
  );
}

/** The same text twice would be the same choice twice. */
function onceRule(all: () => unknown) {
  const plain = (text: unknown) => (typeof text === 'string' ? text.trim() : '');
  return {
    validator(_rule: unknown, value: unknown) {
      const texts = all();
      const same = Array.isArray(texts) ? texts.filter((text) => plain(text) === plain(value)).length : 0;
      return plain(value) === '' || same < 2 ? Promise.resolve() : Promise.reject(new Error(i18next.t('list.twice')));
    },
  };
}
