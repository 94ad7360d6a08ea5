/** A value for each service (by its id), desk (by its counter's number) or letter, as plain JSON keeps it. */
export type By<T> = Readonly<Record<string, T>>;
