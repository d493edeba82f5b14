import { z } from 'zod';

// What a request or a socket message may hold. Every schema of what comes in is made of these, so that nothing reaches
// the database which it cannot hold: no text with control characters, no number that is out of range.

/** Control characters (C0, DEL, C1), and halves of surrogate pairs, which are no text in UTF-8. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const UNSTORABLE = /[\u0000-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** True for text that Postgres can hold and a page can show on one line. */
export const isPlainText = (text: string) => !UNSTORABLE.test(text);

/** One line of text: well-formed Unicode without control characters. @param max characters */
export const Line = (max: number) => z.string().max(max, `has at most ${max} characters`).refine(isPlainText, 'holds a control character, or is not well-formed Unicode');

/** A filter of the filter language; tab and line end are blanks there, and its own parser names the column of what it refuses. */
export const FilterText = z.string().max(2_000, 'has at most 2000 characters');

/** Dates that Postgres and JavaScript both read. */
export const LAST_INSTANT = Date.UTC(9999, 11, 31);

/** A moment that can be asked about: epoch milliseconds between the years 1970 and 9999. */
export const AskedInstant = z.number().min(0, 'has to be epoch milliseconds between the years 1970 and 9999').max(LAST_INSTANT, 'has to be epoch milliseconds between the years 1970 and 9999');

/** A position in a log: behind it there is room for the largest batch, so that no sum leaves what a double holds exactly. */
export const Position = z.number().int().min(0).max(2 ** 48);

/** A whole number of what there is: entries, bytes. */
export const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/**
 * A number in a query string, written as JSON writes one: nothing else (an empty text, hexadecimal, a list) is a number.
 * @param schema its range
 */
export const inQuery = <T extends z.ZodType<number, number>>(schema: T) =>
  z
    .string()
    .max(32)
    .regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/, 'has to be a number')
    .transform(Number)
    .pipe(schema);
