/*
 * Minutes and people are averaged, and errors are measured, as roots: the spread of a queue grows with the root of its length, so
 * that a long wait and a short one count alike.
 */
export const rootOf = (value: number): number => Math.sqrt(Math.max(0, value) + 1);
/** Never below zero. */
export const squareOf = (root: number): number => Math.max(0, Math.max(0, root) ** 2 - 1);
