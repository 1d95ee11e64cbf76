/** One sorcery object of the engine. */
export interface ConfigObject {
  configClass: string;
  type: string;
  id: string;
  fields: Record<string, string>;
  /** What it also depends on, not pushed: when that changes it is put again. */
  basis?: string;
  /** What people call it, not pushed; without one its id. */
  label?: string;
}

export const pjsip = (type: string, id: string, fields: Record<string, string>): ConfigObject => ({
  configClass: 'res_pjsip',
  type,
  id,
  fields,
});

/** The dialplan context of Asterisk that hands every call to us; the softswitch keeps it, and does nothing with it. */
export const CONTEXT = 'zuoxi';
