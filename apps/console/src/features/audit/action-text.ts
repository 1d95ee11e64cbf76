import { auditActionLabels } from '@zuoxi/contract';
import { fieldLabel } from '../../api/field-labels.ts';
import { currentLanguage } from '../../i18n/language.ts';

/** `queues.update` in words; one of another version as it is. */
export const actionText = (action: string): string => auditActionLabels[action]?.[currentLanguage()] ?? action;

/** What the form calls the field, else the API's own name for it. */
export const fieldText = (action: string, path: string): string => fieldLabel(action.split('.')[0] ?? '', path) ?? path;
