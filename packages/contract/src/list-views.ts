import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Id } from './roles.ts';
import { RequiredText, Text } from './text.ts';

/** The word of a list (`calls`). */
const ListName = z.string().regex(/^[a-zA-Z]{1,40}$/);

/** The columns of a list as somebody wants them, in this order; one that is not named is shown at its usual place. */
export const ListLayout = z.object({
  columns: z.array(z.object({ key: z.string().min(1).max(40), shown: z.boolean() })).max(100),
});
export type ListLayout = z.infer<typeof ListLayout>;

/** A search that somebody keeps: the part of the page's address behind the question mark. */
export const ListViewInput = z.object({ list: ListName, name: RequiredText(40), address: Text(2000) });
export type ListViewInput = z.infer<typeof ListViewInput>;
export const SavedListView = z.object({ id: Id, name: z.string(), address: z.string() });
export type SavedListView = z.infer<typeof SavedListView>;

/** GET /api/list-views?list=calls: one's own. `layout` null: nothing was changed. */
export const ListViews = z.object({ layout: ListLayout.nullable(), views: z.array(SavedListView) });
export type ListViews = z.infer<typeof ListViews>;
export const ListViewsQuery = z.object({ list: ListName });

/** So many somebody may keep for one list. */
export const MOST_LIST_VIEWS = 20;

export const listViewsErrors = {
  'listViews.tooMany': { status: 409, zh: '每个列表最多保存 {most} 个视图', en: 'At most {most} views can be saved for a list' },
  'listViews.nameTaken': { status: 409, zh: '已有名为“{name}”的视图', en: 'There is a view called "{name}" already' },
} as const satisfies Catalogue;
