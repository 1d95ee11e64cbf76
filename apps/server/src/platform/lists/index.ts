export { indexInBackground, indexRows } from './index-rows.ts';
export { type Filtered, type LargeTable, largePage, type Visible } from './large-list.ts';
export { listPage } from './list-page.ts';
export type { Sortable } from './ordering.ts';
export { foundBy, hasNumberKey, ints, likeLiteral } from './search.ts';
export { searchColumns } from './search-text.ts';
