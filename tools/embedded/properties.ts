/**
 * The text of a Java properties file. Java reads these as Latin-1 and takes backslashes, and blanks in front of a value,
 * for its own: all that is not printable ASCII is written as an escape.
 * @param properties keys are names of settings: letters, digits, dots and the like
 */
export function propertiesText(properties: Record<string, string | number>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${escaped(String(value))}\n`)
    .join('');
}

function escaped(value: string): string {
  return value.replace(/^ |[^ -~]|\\/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
