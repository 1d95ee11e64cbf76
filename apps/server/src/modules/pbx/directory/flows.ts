import type { PublishedFlow } from '@zuoxi/callcontrol';
import { sql } from 'drizzle-orm';
import type { Database } from '../../../db/index.ts';

/** Of each flow so many of the newest versions are there after a restart: a call that runs stays on the one it began with. */
const VERSIONS_AFTER_RESTART = 5;

type VersionRow = { flow_id: string; version: number; tenant_id: string; definition: PublishedFlow['definition'] };

const key = (flowId: string, version: number) => `${flowId}/${version}`;

/** The published IVRs. A version never changes, so each is read once, and kept for the calls that may be in it. */
export class FlowLibrary {
  readonly #versions = new Map<string, PublishedFlow>();
  #published: ReadonlyMap<string, number> = new Map();

  async load(database: Database): Promise<void> {
    const flows = await database.system.execute<{ id: string; published_version: number }>(
      sql`select id, published_version from flow where published_version is not null`,
    );
    const wanted = await database.system.execute<{ flow_id: string; version: number }>(sql`
      select flow_id, version from (
        select v.flow_id, v.version, f.published_version, row_number() over (partition by v.flow_id order by v.version desc) as age
        from flow_version v join flow f on f.id = v.flow_id) versions
      where age <= ${VERSIONS_AFTER_RESTART} or version = published_version`);
    for (const { flow_id: flowId, version } of wanted.rows) {
      if (!this.#versions.has(key(flowId, version))) await this.#read(database, flowId, version);
    }
    this.#published = new Map(flows.rows.map((row) => [row.id, row.published_version]));
  }

  flow(flowId: string): PublishedFlow | undefined {
    const version = this.#published.get(flowId);
    return version === undefined ? undefined : this.flowVersion(flowId, version);
  }

  flowVersion(flowId: string, version: number): PublishedFlow | undefined {
    return this.#versions.get(key(flowId, version));
  }

  async #read(database: Database, flowId: string, version: number): Promise<void> {
    const { rows } = await database.system.execute<VersionRow>(
      sql`select flow_id, version, tenant_id, definition from flow_version where flow_id = ${flowId} and version = ${version}`,
    );
    for (const row of rows) {
      this.#versions.set(key(flowId, version), { tenantId: row.tenant_id, version, definition: row.definition });
    }
  }
}
