export { belongingMarks, isVisible, resolveVisibility, visibleRows } from './resolve.ts';
export { numbersOf } from './roster.ts';
export { type Belonging, type Member, maySee, type Visibility, visibilityOf } from './visible.ts';
