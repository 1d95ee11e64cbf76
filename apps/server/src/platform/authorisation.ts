import type { Role } from '@zuoxi/contract';

/** Who may do something; `public`: whoever asks, without a session. */
type Allowed = readonly Role[] | 'public';

/** Rows of the authorisation matrix, `blacklist.write`. */
export type Permissions = Readonly<Record<string, Allowed>>;

export const signedIn: readonly Role[] = ['administrator', 'supervisor', 'agent'];
export const supervisors: readonly Role[] = ['administrator', 'supervisor'];
export const administrators: readonly Role[] = ['administrator'];

interface Declaring {
  name: string;
  permissions: Permissions;
  beforePasswordChange: readonly string[];
}

/**
 * Who may do what: the rows of all modules. Every route names its row; a route without one does not start.
 * What of the rows a role then sees is narrowed by the services (scopeOf) and by the database (tenant).
 */
export class Authorisation {
  readonly #rows = new Map<string, Allowed>();
  readonly #beforePasswordChange: ReadonlySet<string>;

  /** Throws a sentence when two modules have the same row. */
  constructor(modules: readonly Declaring[]) {
    const owners = new Map<string, string>();
    for (const { name, permissions } of modules) {
      for (const [permission, allowed] of Object.entries(permissions)) {
        const other = owners.get(permission);
        if (other !== undefined) throw new Error(`The modules ${other} and ${name} both declare the permission ${permission}.`);
        owners.set(permission, name);
        this.#rows.set(permission, allowed);
      }
    }
    this.#beforePasswordChange = new Set(modules.flatMap(({ beforePasswordChange }) => beforePasswordChange));
  }

  get permissions(): string[] {
    return [...this.#rows.keys()];
  }

  has(permission: string): boolean {
    return this.#rows.has(permission);
  }

  isPublic(permission: string): boolean {
    return this.#rows.get(permission) === 'public';
  }

  /** A permission that no module declares is nobody's. */
  isAllowed(permission: string, role: Role): boolean {
    const allowed = this.#rows.get(permission) ?? [];
    return allowed === 'public' || allowed.includes(role);
  }

  /** All that a role may do: told to the console, which shows no page that would be refused. */
  permissionsOf(role: Role): string[] {
    return this.permissions.filter((permission) => this.isAllowed(permission, role));
  }

  /** With a one-time password that has not been replaced yet. */
  isAllowedBeforePasswordChange(permission: string): boolean {
    return this.#beforePasswordChange.has(permission);
  }
}
