import { Select, type SelectProps } from 'antd';
import { useTranslation } from 'react-i18next';

type Option = NonNullable<SelectProps['options']>[number];

type ChoiceProps<Value, OneOption extends Option> = SelectProps<Value, OneOption> & {
  /** The values are words that people wrote: one that is no longer offered is read as it is. */
  isOfWords?: boolean;
};

/**
 * The console's one select: a value is shown by its name and never as it is, since it may be an id. Where the choices are rows of the server,
 * `loading` says whether they are on their way: a value without a name is waited for, and then was deleted.
 */
export function Choice<Value = unknown, OneOption extends Option = Option>({ isOfWords, ...props }: ChoiceProps<Value, OneOption>) {
  const { t } = useTranslation();
  const nameless = props.loading === false ? t('destinations.unknown') : '…';
  const named: SelectProps<Value, OneOption> = isOfWords || props.mode === 'tags' ? {} : { labelRender: ({ label }) => label ?? nameless };
  return <Select<Value, OneOption> {...named} {...props} />;
}
