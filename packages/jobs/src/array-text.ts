const quoted = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** PostgreSQL's text of an array, so that no driver need know the array's type. */
export const arrayText = (values: readonly string[]): string => `{${values.map(quoted).join(',')}}`;
